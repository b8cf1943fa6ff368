// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.mailmig.imap.error.ImapException;
import org.mailmig.mailbox.internal.state.StepContext;

/** Waits when a server asks for it, for as long as it asks, a few times in a row. One thread at a time. */
public final class ThrottleWait {
    /** A longer wait must not hold a connection: the account is redelivered after it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration FIRST_UNTOLD = Duration.ofMillis(500);
    private static final int MOST_TOLD = 3;
    private static final int MOST_UNTOLD = 2;

    /** Interval at which a wait checks whether the step must stop. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(200);

    private final StepContext work;
    private int waits;

    public ThrottleWait(StepContext work) {
        this.work = work;
    }

    /** Waits. Returns false if the server asks for too long a wait, or there were too many waits since the last success. */
    public boolean waited(ImapException fault) {
        boolean told = fault.backoff() != null && !fault.backoff().isZero();
        Duration time = told ? fault.backoff() : FIRST_UNTOLD.multipliedBy(1L << waits);
        if (waits >= (told ? MOST_TOLD : MOST_UNTOLD) || time.compareTo(LONGEST) > 0) {
            return false;
        }
        waits++;
        pause(time);
        return true;
    }

    /** Records that the server executed a command. */
    public void succeeded() {
        waits = 0;
    }

    /** Waits, unless the step is stopped. */
    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            work.checkNotStopping();
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, LONGEST_SLEEP.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // checkNotStopping sees it
            }
        }
        work.checkNotStopping();
    }
}
