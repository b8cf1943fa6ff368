// SPDX-License-Identifier: Apache-2.0

/** Rows about the copy: folders, UID mappings, pending APPENDs, forwarders, scripts, findings. */
package org.mailmig.ledger.copy;
