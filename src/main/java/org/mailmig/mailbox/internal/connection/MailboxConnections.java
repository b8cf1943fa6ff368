// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.mailmig.config.RenewableSecret;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.runtime.WorkThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(MailboxConnections.class);
    private final ServerAddress server;
    private final Login login;
    private final AdminLoginGuard admins;
    private final int most;
    private final Duration quiet;
    private final OpenConnections<C> open;
    private final MailboxLogin<C> opening;
    /** Receives the number of connections that the server admits, and how it refused another one. */
    private BiConsumer<Integer, IOException> limited = (open, refusal) -> {};

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
        this.quiet = quiet;
        this.open = new OpenConnections<>(who());
        this.opening = new MailboxLogin<>(access, server, login, advice, admins, open);
    }

    public MailboxConnections<C> whenLimited(BiConsumer<Integer, IOException> tell) {
        limited = tell;
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
        return acquire(true);
    }

    /**
     * Lends a connection to a thread that already holds one of either side. Other threads may be waiting for that one, so the wait is
     * limited.
     *
     * @throws ConnectionNotAdmittedException if the server admits no further connection and none is released
     */
    public C acquireAnother() throws IOException {
        return acquire(false);
    }

    private C acquire(boolean holdsNone) throws IOException {
        Admission admission = null;
        while (true) {
            C free = free();
            if (free != null) {
                return free;
            }
            try {
                return opening.open();
            } catch (ConnectionNotAdmittedException | CommandRefusedException e) {
                if (!Admission.isMissing(e)) {
                    throw e;
                }
                admission = admission == null ? new Admission() : admission;
                await(admission, holdsNone, e);
            }
        }
    }

    /** Waits until a connection is released or a pause is over. @throws IOException if that has lasted too long */
    private void await(Admission admission, boolean holdsNone, ImapException refusal) throws IOException {
        int opened = opened();
        boolean patient = holdsNone && opened > 0;
        if (opened > 0 && refusal.backoff() == null) {
            limited.accept(opened, refusal);
        }
        if (admission.isTooLong(refusal.backoff(), patient)) {
            throw refusal;
        }
        if (admission.isOver(patient)) {
            throw new ConnectionNotAdmittedException(
                    refusal.getMessage() + (opened > 0 ? "; this account has " + opened + " open there" : "")
                            + ". If the server limits the connections of a user or an address, lower mailmig."
                            + server.name() + ".connections or mailmig.accounts.in-flight",
                    refusal,
                    refusal.backoff());
        }
        long end = System.nanoTime() + admission.pause(refusal.backoff()).toNanos();
        open.awaitIdle(end, patient);
    }

    private C free() throws IOException {
        for (OpenConnections.Idle<C> next = open.take(); next != null; next = open.take()) {
            boolean quietFor = System.nanoTime() - next.since() > quiet.toNanos();
            if (next.connection().isOpen() && (!quietFor || answers(next.connection()))) {
                return next.connection();
            }
        }
        return null;
    }

    private static boolean answers(ReadOnlyConnection connection) {
        try {
            connection.noop();
            return true;
        } catch (IOException e) {
            LOG.debug("An idle connection was lost; another one is opened", e);
            connection.abort();
            return false;
        }
    }

    /** Opens connections in the background until there are {@code count}. A thread that needs one waits for these. */
    public void prefetch(int count, WorkThreads threads) {
        while (open.reserve(Math.min(count, most))) {
            threads.start(this::openOne);
        }
    }

    private void openOne() {
        try {
            release(opening.open());
        } catch (IOException | RuntimeException | Error e) {
            if (e instanceof ImapException refusal
                    && Admission.isMissing(refusal)
                    && refusal.backoff() == null
                    && opened() > 0) {
                limited.accept(opened(), refusal);
            }
            LOG.debug("A connection could not be opened in advance; it is opened when needed", e);
        } finally {
            open.settleReserved(); // otherwise a thread that waits for this one would wait forever
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
