// SPDX-License-Identifier: Apache-2.0

/** The ledger's tables: one class for each kind of question. */
package org.mailmig.ledger.tables;
