// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * The directory server in which a forwarder was set: one name may stand for several that replicate with a delay, or not at all.
 *
 * @param name its own name, as its root DSE gives it; {@code null} where it gives none
 * @param address the address and port at which it was reached
 */
public record StampServer(String name, String address) {
    /** Is it the same server? Its own name decides, where both have one: addresses change, and a balancer has one for many. */
    public boolean is(StampServer other) {
        return name != null && other.name != null ? name.equalsIgnoreCase(other.name) : address.equals(other.address);
    }

    /** For messages. */
    @Override
    public String toString() {
        return name == null ? address : name + " (" + address + ")";
    }
}
