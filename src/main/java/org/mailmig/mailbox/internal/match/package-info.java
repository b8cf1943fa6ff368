// SPDX-License-Identifier: Apache-2.0

/** Which message of the target is which of the source: without a ledger, after a crash, among messages of others. */
package org.mailmig.mailbox.internal.match;
