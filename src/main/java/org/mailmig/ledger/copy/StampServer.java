// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * The directory server on which a forwarder was set: one host name may denote several servers that replicate with a delay, or not at all.
 *
 * @param name its own name from its root DSE; {@code null} if it has none
 * @param address the address and port used to reach it
 */
public record StampServer(String name, String address) {
    /**
     * Returns whether it is the same server. The server's own name decides if both have one: addresses change, and a load balancer has one
     * address for many servers.
     */
    public boolean is(StampServer other) {
        return name != null && other.name != null ? name.equalsIgnoreCase(other.name) : address.equals(other.address);
    }

    /** For messages. */
    @Override
    public String toString() {
        return name == null ? address : name + " (" + address + ")";
    }
}
