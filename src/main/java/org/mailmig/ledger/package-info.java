/**
 * What is written down before it is done: waves, accounts, leases, pairings, intents, forwarders, events. {@link
 * org.mailmig.ledger.Ledger} is the entrance. SQL that H2 and PostgreSQL both read.
 */
package org.mailmig.ledger;
