// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.time.Duration;
import org.mailmig.imap.error.ImapException;
import org.mailmig.mailbox.internal.state.StepContext;

/** Waits when a server asks for it, for as long as it asks, a few times in a row. One thread at a time. */
public final class ThrottleWait {
    /** A longer wait must not hold a connection: the account is redelivered after it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration FIRST_UNTOLD = Duration.ofMillis(500);
    private static final int MOST_TOLD = 3;
    private static final int MOST_UNTOLD = 2;

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
        work.pause(time);
        return true;
    }

    /** Records that the server executed a command. */
    public void succeeded() {
        waits = 0;
    }
}
