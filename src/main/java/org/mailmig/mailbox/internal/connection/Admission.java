// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;

/** Limits how long one thread tries again after a server has turned its connection away. Used by one thread. */
final class Admission {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    /** Limit without any own connection that could become free; after that the worker is given to other accounts. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final long began = System.nanoTime();
    private Duration pause = FIRST;

    /** Returns whether the connection was turned away, rather than the login refused. */
    static boolean isMissing(IOException fault) {
        return fault instanceof ConnectionNotAdmittedException
                || fault instanceof CommandRefusedException refused && refused.passing();
    }

    /**
     * Returns the next pause, twice as long as the previous one.
     *
     * @param backoff as {@link org.mailmig.imap.error.ImapException#backoff} returns it: the minimum pause
     */
    Duration pause(Duration backoff) {
        Duration now = pause;
        Duration next = now.multipliedBy(2);
        pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        return backoff != null && backoff.compareTo(now) > 0 ? backoff : now;
    }

    /** Returns whether the server asks for a wait that is too long for this thread; the account waits instead. */
    boolean isTooLong(Duration backoff, boolean patient) {
        return backoff != null
                && !patient
                && System.nanoTime() - began + backoff.toNanos() > PATIENCE.toNanos()
                && !backoff.isZero();
    }

    /** @param patient other connections of this account are in use and will be released */
    boolean isOver(boolean patient) {
        return !patient && System.nanoTime() - began > PATIENCE.toNanos();
    }
}
