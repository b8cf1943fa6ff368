// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * An address that mailmig added to a target user's entry, or is about to add.
 *
 * @param dn the DN of the target user's entry
 * @param attribute the attribute, for example {@code proxyAddresses}
 * @param value the added value
 */
public record AddedAddress(long mailbox, String dn, String attribute, String value) {}
