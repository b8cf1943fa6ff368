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

/**
 * The servers with one name: the name may have several addresses (round robin), and an address may be a load balancer's. By default all
 * connections go to the address that responded last, so that a value is read where it was written. Thread-safe.
 */
public final class LdapServers<L extends LdapReader> {
    /** Resolves a name to its addresses. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** A connection and its server. */
    record Connected<L extends LdapReader>(L ldap, StampServer server) {
        void close() {
            ldap.close();
        }
    }

    /** The most addresses of one name that are queried when all are needed: each costs a connection and a bind. */
    private static final int MOST_ADDRESSES = 8;

    private final LdapAccess access;
    private final LdapConnector.Opening<L> opening;

    LdapServers(LdapAccess access, LdapConnector.Opening<L> opening) {
        this.access = access;
        this.opening = opening;
    }

    /** A connection to any of them; the one that responded last is tried first. */
    Connected<L> any(LdapBind bind) throws NamingException {
        List<InetAddress> addresses = addresses(bind);
        NamingException lost = null;
        for (InetAddress address : first(addresses, access.last())) {
            try {
                L ldap = open(bind, address);
                access.answered(address);
                return new Connected<>(ldap, new StampServer(null, written(address, bind)));
            } catch (NamingException e) {
                if (addresses.size() == 1 || LdapResult.of(e).code() != LdapResult.LOST) {
                    throw e;
                }
                lost = e;
            }
        }
        throw lost;
    }

    /**
     * A connection to this server.
     *
     * @return {@code null} if all servers that responded are others
     * @throws NamingException if it may be one of those that did not respond
     */
    Connected<L> one(LdapBind bind, StampServer wanted) throws NamingException {
        List<InetAddress> addresses = addresses(bind);
        BalancerTurns turns = new BalancerTurns(addresses.size() == 1);
        InetAddress known = addresses.stream()
                .filter(address -> written(address, bind).equals(wanted.address()))
                .findFirst()
                .orElse(null);
        NamingException lost = null;
        while (turns.next()) {
            for (InetAddress address : ordered(addresses, known)) {
                try {
                    Connected<L> connected = identified(bind, address);
                    turns.met(connected.server());
                    if (connected.server().is(wanted)) {
                        return connected;
                    }
                    connected.close();
                } catch (NamingException e) {
                    if (LdapResult.of(e).code() != LdapResult.LOST) {
                        throw e;
                    }
                    lost = e;
                }
            }
        }
        if (lost != null) {
            throw lost;
        }
        return null;
    }

    /** The number of addresses of the name that {@link #each} leaves out because there are too many. */
    int leftOut(LdapBind bind) throws NamingException {
        return Math.max(0, addresses(bind).size() - MOST_ADDRESSES);
    }

    /** A connection to each server that responds; at a load balancer's address, to all servers in rotation. The caller closes them. */
    List<Connected<L>> each(LdapBind bind) throws NamingException {
        List<Connected<L>> all = new ArrayList<>();
        boolean complete = false;
        try {
            List<InetAddress> addresses = addresses(bind);
            for (InetAddress address : first(addresses, null)) {
                addEach(bind, address, new BalancerTurns(addresses.size() == 1), all);
            }
            complete = true;
            return all;
        } finally {
            if (!complete) { // whatever the reason, such as a server that refuses StartTLS
                all.forEach(Connected::close);
            }
        }
    }

    private void addEach(LdapBind bind, InetAddress address, BalancerTurns turns, List<Connected<L>> all)
            throws NamingException {
        while (turns.next()) {
            try {
                Connected<L> connected = identified(bind, address);
                if (turns.met(connected.server()) || connected.server().name() == null) {
                    all.add(connected);
                } else {
                    connected.close();
                }
            } catch (NamingException e) {
                if (LdapResult.of(e).code() != LdapResult.LOST) {
                    throw e;
                }
            }
        }
    }

    /** Identifies the server of a connection. */
    static StampServer identify(Connected<?> connected) throws NamingException {
        return new StampServer(
                RootDse.serverName(connected.ldap()), connected.server().address());
    }

    private Connected<L> identified(LdapBind bind, InetAddress address) throws NamingException {
        L ldap = open(bind, address);
        try {
            return new Connected<>(ldap, new StampServer(RootDse.serverName(ldap), written(address, bind)));
        } catch (NamingException | RuntimeException e) {
            ldap.close();
            throw e;
        }
    }

    private L open(LdapBind bind, InetAddress address) throws NamingException {
        DirectoryKeys keys = access.keys();
        return opening.open(
                new LdapConnector(bind, address, keys.millis("connect-timeout"), keys.millis("reply-timeout")));
    }

    private List<InetAddress> addresses(LdapBind bind) throws NamingException {
        try {
            return Arrays.stream(access.resolver().addresses(bind.host()))
                    .distinct()
                    .toList();
        } catch (UnknownHostException e) {
            CommunicationException unknown = new CommunicationException(bind.host() + ":" + bind.port());
            unknown.setRootCause(e);
            throw unknown;
        }
    }

    /** The addresses to try, in this order. */
    private static List<InetAddress> first(List<InetAddress> addresses, InetAddress preferred) {
        return ordered(addresses, preferred).subList(0, Math.min(addresses.size(), MOST_ADDRESSES));
    }

    private static List<InetAddress> ordered(List<InetAddress> addresses, InetAddress preferred) {
        List<InetAddress> ordered = new ArrayList<>(addresses);
        if (preferred != null && ordered.remove(preferred)) {
            ordered.add(0, preferred);
        }
        return ordered;
    }

    private static String written(InetAddress address, LdapBind bind) {
        return (address.getHostAddress().contains(":")
                        ? "[" + address.getHostAddress() + "]"
                        : address.getHostAddress())
                + ":" + bind.port();
    }
}
