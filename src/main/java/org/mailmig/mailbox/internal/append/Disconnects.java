// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.mailbox.internal.state.StepContext;

/** Counts how often the target closes the connection during an APPEND, and decides whether the messages are the cause. */
final class Disconnects {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Limit of consecutive messages at which the target disconnects although each new login succeeds. */
    private static final int MOST_UNTAKEN = 3;

    private final StepContext work;
    private int losses;
    private int untaken;
    private boolean landed;

    Disconnects(StepContext work) {
        this.work = work;
    }

    /** Records that the target stored messages. */
    void succeeded() {
        losses = 0;
        untaken = 0;
        landed = true;
    }

    /** Counts a loss. Returns whether the same messages may be sent again as they are. */
    boolean maySendAgain() {
        return ++losses <= LOSSES_WITHOUT_PROGRESS;
    }

    /**
     * Checks whether one of these messages is the cause: the target accepts the login and disconnects at them each time. It is, if the
     * target has accepted others, or disconnects again after a wait.
     *
     * @throws ConnectionLostException {@code lost}, if the target may have a temporary problem
     */
    void checkCausedBy(int messages, ConnectionLostException lost) throws ConnectionLostException {
        boolean proven = landed || work.hasWaited();
        if (messages == 1 && (!proven || ++untaken > MOST_UNTAKEN)) {
            throw lost;
        }
    }
}
