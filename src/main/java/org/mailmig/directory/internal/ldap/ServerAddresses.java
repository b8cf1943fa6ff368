// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import org.mailmig.ledger.copy.StampServer;

/** The addresses of a directory's name, each once, in the order of the name service. */
public record ServerAddresses(LdapBind bind, List<InetAddress> addresses) {
    /** Resolves a name to its addresses. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** The most addresses of one name that are queried when all are needed: each costs a connection and a bind. */
    private static final int MOST_ADDRESSES = 8;

    /** @throws CommunicationException if the name has no address */
    static ServerAddresses of(LdapBind bind, Resolver resolver) throws NamingException {
        try {
            return new ServerAddresses(
                    bind,
                    Arrays.stream(resolver.addresses(bind.host())).distinct().toList());
        } catch (UnknownHostException e) {
            CommunicationException unknown = new CommunicationException(bind.host() + ":" + bind.port());
            unknown.setRootCause(e);
            throw unknown;
        }
    }

    /** Returns whether there is only one, which may be a load balancer's. */
    boolean isOne() {
        return addresses.size() == 1;
    }

    /** The number of those that {@link #first} leaves out. */
    int leftOut() {
        return Math.max(0, addresses.size() - MOST_ADDRESSES);
    }

    /** The address of a server; {@code null} if it is none of these. */
    InetAddress find(StampServer server) {
        return addresses.stream()
                .filter(address -> written(address).equals(server.address()))
                .findFirst()
                .orElse(null);
    }

    /** Those to try, in this order. @param preferred the first one; {@code null} for none */
    List<InetAddress> first(InetAddress preferred) {
        return ordered(preferred).subList(0, Math.min(addresses.size(), MOST_ADDRESSES));
    }

    /** All, the preferred one first. */
    List<InetAddress> ordered(InetAddress preferred) {
        List<InetAddress> ordered = new ArrayList<>(addresses);
        if (preferred != null && ordered.remove(preferred)) {
            ordered.add(0, preferred);
        }
        return ordered;
    }

    /** The address with its port, as the ledger has it. */
    String written(InetAddress address) {
        return (address.getHostAddress().contains(":")
                        ? "[" + address.getHostAddress() + "]"
                        : address.getHostAddress())
                + ":" + bind.port();
    }
}
