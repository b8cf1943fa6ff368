// SPDX-License-Identifier: Apache-2.0

/** Rows of the ledger's tables as values, and the statements that read and write them within a transaction. */
package org.mailmig.ledger.internal.rows;
