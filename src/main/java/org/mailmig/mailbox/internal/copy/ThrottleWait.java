// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.time.Duration;
import org.mailmig.imap.error.ImapException;
import org.mailmig.mailbox.internal.state.StepContext;

/** Waits where a server asks for it, as long as it asks for it, a few times in a row. One thread at a time. */
final class ThrottleWait {
    /** A longer wait holds no connection: the account is delivered again when it is over. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration FIRST_UNTOLD = Duration.ofMillis(500);
    private static final int MOST_TOLD = 3;
    private static final int MOST_UNTOLD = 2;

    private final StepContext work;
    private int waits;

    ThrottleWait(StepContext work) {
        this.work = work;
    }

    /** Waits; false where the server asks for too long a time, or was waited for often enough since the last success. */
    boolean waited(ImapException fault) {
        boolean told = fault.backoff() != null && !fault.backoff().isZero();
        Duration time = told ? fault.backoff() : FIRST_UNTOLD.multipliedBy(1L << waits);
        if (waits >= (told ? MOST_TOLD : MOST_UNTOLD) || time.compareTo(LONGEST) > 0) {
            return false;
        }
        waits++;
        work.pause(time);
        return true;
    }

    /** The server has done what it was asked to do. */
    void succeeded() {
        waits = 0;
    }
}
