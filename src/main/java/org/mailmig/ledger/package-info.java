// SPDX-License-Identifier: Apache-2.0

/**
 * The ledger's door, {@link org.mailmig.ledger.Ledger}. What is to be done is written down before it is done: waves, accounts, leases,
 * UID mappings, pending APPENDs, forwarders, events. The SQL is read by H2 and PostgreSQL. The rooms:
 *
 * <pre>
 *   ledger               the door
 *   tables               one class for each question that the program asks
 *   internal.database    connections, transactions, migrations
 *   wave, copy           the rows as values
 * </pre>
 */
package org.mailmig.ledger;
