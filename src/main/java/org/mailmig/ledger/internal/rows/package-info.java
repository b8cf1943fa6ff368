// SPDX-License-Identifier: Apache-2.0

/** Rows of the ledger's tables: the statements that read and write them within a transaction, and what they mean. */
package org.mailmig.ledger.internal.rows;
