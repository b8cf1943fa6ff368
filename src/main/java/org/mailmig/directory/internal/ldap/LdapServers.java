// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingException;
import org.mailmig.ledger.copy.StampServer;

/**
 * The servers with one name: the name may have several addresses (round robin), and an address may be a load balancer's. By default all
 * connections go to the address that responded last, so that a value is read where it was written. Thread-safe.
 */
public final class LdapServers<L extends LdapReader> {
    /** A connection and its server. */
    record Connected<L extends LdapReader>(L ldap, StampServer server) {
        void close() {
            ldap.close();
        }
    }

    private final LdapAccess access;
    private final LdapConnector.Opening<L> opening;

    LdapServers(LdapAccess access, LdapConnector.Opening<L> opening) {
        this.access = access;
        this.opening = opening;
    }

    /** A connection to any of them; the one that responded last is tried first. */
    Connected<L> any(LdapBind bind) throws NamingException {
        ServerAddresses addresses = ServerAddresses.of(bind, access.resolver());
        NamingException lost = null;
        for (InetAddress address : addresses.first(access.last())) {
            try {
                L ldap = open(bind, address);
                access.answered(address);
                return new Connected<>(ldap, new StampServer(null, addresses.written(address)));
            } catch (NamingException e) {
                if (addresses.isOne() || LdapResult.of(e).code() != LdapResult.LOST) {
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
        ServerAddresses addresses = ServerAddresses.of(bind, access.resolver());
        BalancerTurns turns = new BalancerTurns(addresses.isOne());
        InetAddress known = addresses.find(wanted);
        NamingException lost = null;
        while (turns.next()) {
            for (InetAddress address : addresses.ordered(known)) {
                try {
                    Connected<L> connected = identified(bind, address, addresses);
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
        return ServerAddresses.of(bind, access.resolver()).leftOut();
    }

    /** A connection to each server that responds; at a load balancer's address, to all servers in rotation. The caller closes them. */
    List<Connected<L>> each(LdapBind bind) throws NamingException {
        List<Connected<L>> all = new ArrayList<>();
        boolean complete = false;
        try {
            ServerAddresses addresses = ServerAddresses.of(bind, access.resolver());
            for (InetAddress address : addresses.first(null)) {
                addEach(bind, address, addresses, new BalancerTurns(addresses.isOne()), all);
            }
            complete = true;
            return all;
        } finally {
            if (!complete) { // whatever the reason, such as a server that refuses StartTLS
                all.forEach(Connected::close);
            }
        }
    }

    private void addEach(
            LdapBind bind, InetAddress address, ServerAddresses addresses, BalancerTurns turns, List<Connected<L>> all)
            throws NamingException {
        while (turns.next()) {
            try {
                Connected<L> connected = identified(bind, address, addresses);
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

    private Connected<L> identified(LdapBind bind, InetAddress address, ServerAddresses addresses)
            throws NamingException {
        L ldap = open(bind, address);
        try {
            return new Connected<>(ldap, new StampServer(RootDse.serverName(ldap), addresses.written(address)));
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
}
