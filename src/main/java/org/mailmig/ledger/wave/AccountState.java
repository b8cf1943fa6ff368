// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.time.Instant;
import org.mailmig.Account;

/**
 * An account as shown by status and report.
 *
 * @param account with row, step and result
 * @param state see {@link State}
 * @param attempts how often it was taken from the queue
 * @param notBefore when a parked account resumes, or a synced one is synced again; {@code null} if no time is set
 * @param holder who holds the lease, or {@code null}
 */
public record AccountState(Account account, State state, int attempts, Instant notBefore, String holder) {
    public enum State {
        /** It may start, or it is parked. */
        WAITING,
        /** A process has put it on the accounts queue. */
        QUEUED,
        /** A worker has taken it. */
        RUNNING,
        /** Copied and verified, with its forwarder in place. It waits to be synced again or completed. */
        SYNCED,
        /** It has an outcome. */
        ENDED
    }
}
