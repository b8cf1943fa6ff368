// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.mailmig.config.RenewableSecret;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.runtime.WorkThreads;

/**
 * The connections of one account to one server, opened when first needed and lent to one thread at a time.
 *
 * @param <C> what the connections can do
 */
public final class MailboxConnections<C extends ReadOnlyConnection> implements AutoCloseable {
    /**
     * A connection that was idle for longer is tested before it is lent: servers close idle connections after 30 minutes, some much
     * sooner.
     */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final ServerAddress server;
    private final Login login;
    private final AdminLoginGuard admins;
    private final int most;
    private final OpenConnections<C> open;
    private final MailboxLogin<C> opening;
    private final ConnectionLender<C> lender;

    /** @param advice how the operator can fix a refused login */
    public MailboxConnections(
            ConnectionAccess<C> access,
            ServerAddress server,
            Login login,
            String advice,
            int most,
            AdminLoginGuard admins) {
        this(access, server, login, advice, most, admins, QUIET);
    }

    MailboxConnections(
            ConnectionAccess<C> access,
            ServerAddress server,
            Login login,
            String advice,
            int most,
            AdminLoginGuard admins,
            Duration quiet) {
        this.server = server;
        this.login = login;
        this.most = most;
        this.admins = admins;
        this.open = new OpenConnections<>(who());
        this.opening = new MailboxLogin<>(access, server, login, advice, admins, open);
        this.lender = new ConnectionLender<>(server.name(), quiet, open, opening);
    }

    public MailboxConnections<C> whenLimited(BiConsumer<Integer, IOException> tell) {
        lender.whenLimited(tell);
        return this;
    }

    /** Returns how many connections the configuration allows for this account. */
    public int most() {
        return most;
    }

    /** Returns how many connections are open now. */
    public int opened() {
        return open.opened();
    }

    /** Returns what was found out about the server and not yet reported. */
    public List<ServerQuirks.Quirk> news() {
        return admins.quirks(server).takeNew();
    }

    /** Returns the server's name in the configuration. */
    public String name() {
        return server.name();
    }

    /** Returns {@code user at server}, for messages. */
    public String who() {
        return login.user() + " at " + server.name();
    }

    /** Lends a connection. Waits while the server admits no further one and other connections of this account will be released. */
    public C acquire() throws IOException {
        return lender.acquire(true);
    }

    /**
     * Lends a connection to a thread that already holds one of either side. Other threads may be waiting for that one, so the wait is
     * limited.
     *
     * @throws ConnectionNotAdmittedException if the server admits no further connection and none is released
     */
    public C acquireAnother() throws IOException {
        return lender.acquire(false);
    }

    /** Opens connections in the background until there are {@code count}. A thread that needs one waits for these. */
    public void prefetch(int count, WorkThreads threads) {
        while (open.reserve(Math.min(count, most))) {
            threads.start(lender::openReserved);
        }
    }

    public void release(C connection) {
        open.release(connection);
    }

    /** Borrows a connection for the duration of {@code use}. */
    public <T> T with(Use<? super C, T> use) throws IOException {
        C connection = acquire();
        try {
            return use.on(connection);
        } finally {
            release(connection);
        }
    }

    public List<ListedFolder> list() throws IOException {
        return list(ReadOnlyConnection::list);
    }

    /** Lists the folders for a thread that holds a connection of either side and must not wait for it: on {@code held} if that is open. */
    public List<ListedFolder> listWith(C held) throws IOException {
        if (held.isOpen()) {
            return held.list();
        }
        C another = acquireAnother();
        try {
            return another.list();
        } finally {
            release(another);
        }
    }

    /** Lists the folders, with whatever else {@code asking} reads in the same round trip. */
    public List<ListedFolder> list(Use<? super C, List<ListedFolder>> asking) throws IOException {
        return with(connection -> {
            List<ListedFolder> folders = asking.on(connection);
            opening.listed(connection);
            return folders;
        });
    }

    /** Returns the round-trip time, as far as it is known. */
    public Duration roundTrip() {
        C asked = opening.listed();
        return asked == null ? Duration.ZERO : asked.roundTrip();
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface Use<C, T> {
        T on(C connection) throws IOException;
    }

    /** Closes every connection at once, including lent ones: their users get an error. */
    public void abort() {
        OpenConnections.Last<C> last = open.shut();
        if (login.secret() instanceof RenewableSecret secret) {
            secret.abandon();
        }
        last.attempts().forEach(Runnable::run);
        last.connections().forEach(ReadOnlyConnection::abort);
    }

    @Override
    public void close() {
        List<C> last = open.shut().connections();
        open.forget();
        last.forEach(ReadOnlyConnection::close);
    }
}
