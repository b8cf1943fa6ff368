// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * An address that we added to a target user's entry, or are about to add.
 *
 * @param dn the target user's entry
 * @param attribute the attribute, for example {@code proxyAddresses}
 * @param value our value
 */
public record AddedAddress(long mailbox, String dn, String attribute, String value) {}
