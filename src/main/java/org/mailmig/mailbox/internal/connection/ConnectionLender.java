// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.ImapException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends the connections of one account to one server: an idle one that still answers, else a new one. Waits while the server admits no
 * further connection. Safe for any number of threads.
 *
 * @param <C> what the connections can do
 */
final class ConnectionLender<C extends ReadOnlyConnection> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLender.class);
    private final String server;
    private final Duration quiet;
    private final OpenConnections<C> open;
    private final MailboxLogin<C> opening;
    /** Receives the number of connections that the server admits, and how it refused another one. */
    private BiConsumer<Integer, IOException> limited = (open, refusal) -> {};

    /**
     * @param server the server's name in the configuration
     * @param quiet a connection that was idle for longer is tested before it is lent
     */
    ConnectionLender(String server, Duration quiet, OpenConnections<C> open, MailboxLogin<C> opening) {
        this.server = server;
        this.quiet = quiet;
        this.open = open;
        this.opening = opening;
    }

    void whenLimited(BiConsumer<Integer, IOException> tell) {
        limited = tell;
    }

    /**
     * Lends a connection.
     *
     * @param holdsNone whether the thread holds no connection of either side: then it waits as long as others will be released
     * @throws ConnectionNotAdmittedException if the server admits no further connection and none is released
     */
    C acquire(boolean holdsNone) throws IOException {
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
        int opened = open.opened();
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
                            + server + ".connections or mailmig.accounts.in-flight",
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

    /** Opens a connection that {@link OpenConnections#reserve} announced. */
    void openReserved() {
        try {
            open.release(opening.open());
        } catch (IOException | RuntimeException | Error e) {
            if (e instanceof ImapException refusal
                    && Admission.isMissing(refusal)
                    && refusal.backoff() == null
                    && open.opened() > 0) {
                limited.accept(open.opened(), refusal);
            }
            LOG.debug("A connection could not be opened in advance; it is opened when needed", e);
        } finally {
            open.settleReserved(); // otherwise a thread that waits for this one would wait forever
        }
    }
}
