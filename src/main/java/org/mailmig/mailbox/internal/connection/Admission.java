// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;

/** How long one thread tries to be admitted by a server that has sent its connection away. Used by one thread. */
final class Admission {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    /** Without any connection of one's own that could become free: then the worker is given to other accounts. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final long began = System.nanoTime();
    private Duration pause = FIRST;

    /** Was the connection sent away, rather than the login refused? */
    static boolean isMissing(IOException fault) {
        return fault instanceof ConnectionNotAdmittedException
                || fault instanceof CommandRefusedException refused && refused.passing();
    }

    /**
     * The next pause, each twice as long as the one before.
     *
     * @param backoff as {@link org.mailmig.imap.error.ImapException#backoff} returns it: no pause is shorter
     */
    Duration pause(Duration backoff) {
        Duration now = pause;
        Duration next = now.multipliedBy(2);
        pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        return backoff != null && backoff.compareTo(now) > 0 ? backoff : now;
    }

    /** Does the server ask for a wait that nobody waits for here? It is the account's then. */
    boolean isTooLong(Duration backoff, boolean patient) {
        return backoff != null
                && !patient
                && System.nanoTime() - began + backoff.toNanos() > PATIENCE.toNanos()
                && !backoff.isZero();
    }

    /** @param patient other connections of this account are in use and will be given back */
    boolean isOver(boolean patient) {
        return !patient && System.nanoTime() - began > PATIENCE.toNanos();
    }
}
