// SPDX-License-Identifier: Apache-2.0

/**
 * The ledger; its entry point is {@link org.mailmig.ledger.Ledger}. Every action is recorded before it is executed: waves, accounts,
 * leases, UID mappings, pending APPENDs, forwarders, events. The SQL is valid for H2 and PostgreSQL. The packages:
 *
 * <pre>
 *   ledger               the entry point
 *   tables               one class for each kind of question
 *   journal              what copies have done: folders, UID mapping, APPENDs
 *   internal.rows        statements that read and write rows within a transaction
 *   internal.database    connections, transactions, migrations
 *   wave, copy           the rows as values
 * </pre>
 */
package org.mailmig.ledger;
