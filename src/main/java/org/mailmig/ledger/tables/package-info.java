// SPDX-License-Identifier: Apache-2.0

/** The ledger's tables: one class for each question that the program asks. */
package org.mailmig.ledger.tables;
