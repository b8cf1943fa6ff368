// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import org.mailmig.directory.internal.ldap.LdapServers.Connected;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.StampServer;
import org.mailmig.text.Plural;

/**
 * Opens a connection for each query to one directory, so that a restart of the server is not an error. Thread-safe.
 *
 * @param <L> the type of the connections
 */
public final class LdapConnections<L extends LdapReader> {
    /** A query to the server. */
    @FunctionalInterface
    public interface Question<L extends LdapReader, T> {
        T put(L ldap) throws NamingException;
    }

    /** A query that each server answers with yes or no. */
    @FunctionalInterface
    public interface Inquiry<L extends LdapReader> {
        boolean put(StampServer server, L ldap) throws NamingException;
    }

    private final LdapAccess access;
    private final DirectoryKeys keys;
    private final LdapServers<L> servers;

    public LdapConnections(LdapAccess access, LdapConnector.Opening<L> opening) {
        this.access = access;
        this.keys = access.keys();
        this.servers = new LdapServers<>(access, opening);
    }

    private String server() {
        return keys.url();
    }

    /** The server that is queried at present. */
    public StampServer current() {
        String doing = "asking for the server's name";
        Connected<L> connected = open(doing);
        try {
            return LdapServers.identify(connected);
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        } finally {
            connected.close();
        }
    }

    /**
     * Returns whether it is still one of the servers with the directory's name. @throws TransientException if it may be one that is down
     */
    public boolean has(StampServer wanted) {
        try (Asked<L> asked = one(wanted, "asking for the server " + wanted)) {
            return asked.connected() != null;
        }
    }

    /**
     * Queries each responding server with the directory's name.
     *
     * @return those that answered yes
     */
    public List<StampServer> askEach(String doing, Inquiry<L> inquiry) {
        LdapBind bind = bind();
        Set<StampServer> yes = new LinkedHashSet<>();
        List<Connected<L>> all = List.of();
        try {
            all = servers.each(bind);
            for (Connected<L> connected : all) {
                if (inquiry.put(connected.server(), connected.ldap())) {
                    yes.add(connected.server());
                }
            }
            return List.copyOf(yes);
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        } finally {
            all.forEach(Connected::close);
        }
    }

    /** A sentence for the case that {@link #askEach} does not query each server, because the name has too many addresses. */
    public Optional<String> unasked() {
        try {
            LdapBind bind = bind();
            int unasked = servers.leftOut(bind);
            return unasked == 0
                    ? Optional.empty()
                    : Optional.of(Plural.of(unasked, "server", "servers") + " behind the name " + bind.host()
                            + " could not be asked whether they still show cleared forwarders: the name has too many"
                            + " addresses. Check that the replication reaches them.");
        } catch (NamingException | StopException e) {
            return Optional.empty(); // the query of the servers reports it
        }
    }

    /** Runs one query over its own connection. @throws org.mailmig.error.StopException the meaning of its failure for the account */
    public <T> T ask(String doing, Question<L, T> question) {
        Connected<L> connected = open(doing);
        try {
            return question.put(connected.ldap());
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        } finally {
            connected.close();
        }
    }

    /**
     * Runs one query on one of the servers with the directory's name.
     *
     * @param wanted {@code null}: any
     * @throws TransientException if it is not reached: behind a load balancer it may be the next time
     */
    public <T> T ask(StampServer wanted, String doing, Question<L, T> question) {
        if (wanted == null) {
            return ask(doing, question);
        }
        try (Asked<L> asked = one(wanted, doing)) {
            if (asked.connected() == null) {
                throw new TransientException(
                        keys.urlName() + " " + server() + " no longer reaches the server " + wanted + ", which was"
                                + " needed while " + doing + ": name that server there.",
                        null);
            }
            return question.put(asked.connected().ldap());
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        }
    }

    /** A connection or none; to be closed. */
    private record Asked<C extends LdapReader>(Connected<C> connected) implements AutoCloseable {
        @Override
        public void close() {
            if (connected != null) {
                connected.close();
            }
        }
    }

    private Asked<L> one(StampServer wanted, String doing) {
        LdapBind bind = bind();
        try {
            return new Asked<>(servers.one(bind, wanted));
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        }
    }

    /** The bind, unless it was refused before. */
    private LdapBind bind() {
        LdapBind bind = LdapBind.of(keys);
        if (access.isRefused(bind)) {
            throw refusal(bind, "", null);
        }
        return bind;
    }

    private Connected<L> open(String doing) {
        LdapBind bind = LdapBind.of(keys);
        if (access.isAccepted(bind)) {
            return connect(bind, doing);
        }
        // One at a time until the first success: a wrong password costs one attempt, not one per worker.
        synchronized (access) {
            if (access.isRefused(bind)) {
                throw refusal(bind, "", null);
            }
            Connected<L> connected = connect(bind, doing);
            access.accepted(bind);
            return connected;
        }
    }

    private Connected<L> connect(LdapBind bind, String doing) {
        try {
            return servers.any(bind);
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        }
    }

    private StopException stop(LdapBind bind, NamingException e, String doing) {
        LdapResult result = LdapResult.of(e);
        if (result.code() == LdapResult.INVALID_CREDENTIALS) {
            access.refused(bind);
            return refusal(bind, ": " + result.text(), e);
        }
        return result.stop(doing, bind.url());
    }

    private PermanentException refusal(LdapBind bind, String words, NamingException cause) {
        return new PermanentException(
                "The directory " + bind.url() + " refuses the login " + bind.dn() + words
                        + "; it is not tried again, to avoid locking the account: correct " + keys.name("bind-dn")
                        + " and "
                        + keys.name("password") + ", or restart.",
                cause);
    }
}
