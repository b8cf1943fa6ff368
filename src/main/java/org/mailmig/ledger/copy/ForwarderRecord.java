// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

import java.time.Instant;

/**
 * A forwarder that we set, or are about to set.
 *
 * @param dn the target user's entry
 * @param attribute the attribute, for example {@code targetAddress}
 * @param value our value
 * @param state INTENDED before the modify is sent, STANDING after, CLEARED when it is gone
 * @param adopted the value stood there before and was taken over
 * @param since when it came into this state
 * @param replaced what it took the place of, to be put back by the clear; {@code null} for nothing
 * @param restored set again by an operator after the clear (roll back): no step of the line but a new clear takes it away
 * @param cleared when new mail began to reach the target; {@code null} if it never did
 * @param server where it was set; {@code null} where an earlier version set it
 */
public record ForwarderRecord(
        long mailbox,
        String wave,
        String account,
        String dn,
        String attribute,
        String value,
        State state,
        boolean adopted,
        Instant since,
        String replaced,
        boolean restored,
        Instant cleared,
        StampServer server) {
    public enum State {
        INTENDED,
        STANDING,
        CLEARED
    }
}
