// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailmig.error.StoppingException;
import org.mailmig.imap.ReadOnlyConnection;

/**
 * The connections of one account to one server that are open or on their way: idle or lent. Thread-safe.
 *
 * @param <C> what the connections can do
 */
final class OpenConnections<C extends ReadOnlyConnection> {
    /** Interval at which waiting threads check whether the lent connections are still open. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final String who;
    private final Deque<Idle<C>> idle = new ArrayDeque<>();
    private final List<C> all = new ArrayList<>();
    private final OpeningAttempts attempts = new OpeningAttempts();

    /** Number of connections that are being opened ahead of need. */
    private int reserved;

    private boolean closed;

    /** @param who the user and server, for messages */
    OpenConnections(String who) {
        this.who = who;
    }

    /** An idle connection. */
    record Idle<C>(C connection, long since) {}

    /** What was open or being opened at the end. */
    record Last<C>(List<C> connections, List<Runnable> attempts) {}

    int opened() {
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            return all.size();
        }
    }

    void add(C connection) {
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            all.add(connection);
        }
    }

    /** Returns an idle connection, or {@code null} if there is none and none is being opened. */
    Idle<C> take() throws IOException {
        synchronized (idle) {
            while (idle.isEmpty() && reserved > 0 && !closed) {
                awaitReserved();
            }
            if (idle.isEmpty() && closed) {
                throw new IOException("the session of " + who + " is closed");
            }
            return idle.poll();
        }
    }

    private void awaitReserved() {
        try {
            idle.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException("interrupted while waiting for a connection of " + who);
        }
    }

    void release(C connection) {
        synchronized (idle) {
            if (connection.isOpen() && !closed) {
                idle.push(new Idle<>(connection, System.nanoTime()));
                idle.notifyAll();
                return;
            }
        }
        connection.close();
    }

    /**
     * Waits until a connection is idle or the time is over.
     *
     * @param end as {@link System#nanoTime}
     * @param whileLent whether to wait only while a connection is open
     */
    void awaitIdle(long end, boolean whileLent) {
        synchronized (idle) {
            try {
                for (long left = end - System.nanoTime();
                        left > 0 && idle.isEmpty() && !closed && (!whileLent || opened() > 0); ) {
                    TimeUnit.NANOSECONDS.timedWait(idle, Math.min(left, LONGEST_WAIT.toNanos()));
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppingException("interrupted while waiting for a connection of " + who);
            }
        }
    }

    /** Announces a connection that is opened ahead of need, unless there are {@code most}. A thread that needs one waits for it. */
    boolean reserve(int most) {
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            boolean reserves = all.size() + reserved < most && !closed;
            reserved += reserves ? 1 : 0;
            return reserves;
        }
    }

    /** The connection announced by {@link #reserve} was opened, or could not be. */
    void settleReserved() {
        synchronized (idle) {
            reserved--;
            idle.notifyAll();
        }
    }

    /** Returns the attempts to open connections that are under way. */
    OpeningAttempts attempts() {
        return attempts;
    }

    /** Lends nothing any more. */
    Last<C> shut() {
        synchronized (idle) {
            closed = true;
            idle.notifyAll();
            return new Last<>(List.copyOf(all), attempts.shut());
        }
    }

    void forget() {
        synchronized (idle) {
            all.clear();
            idle.clear();
        }
    }
}
