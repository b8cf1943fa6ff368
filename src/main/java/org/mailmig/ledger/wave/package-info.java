// SPDX-License-Identifier: Apache-2.0

/** Rows about waves and the accounts in them. */
package org.mailmig.ledger.wave;
