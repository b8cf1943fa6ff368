// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

import java.time.Instant;

/**
 * A forwarder that mailmig set, or is about to set.
 *
 * @param dn the DN of the target user's entry
 * @param attribute the attribute, for example {@code targetAddress}
 * @param value the value set
 * @param state INTENDED before the modify is sent, STANDING after, CLEARED when it is removed
 * @param adopted whether the value existed before and was adopted
 * @param since when it entered this state
 * @param replaced the value it replaced, which the clear restores; {@code null} for none
 * @param restored set again by an operator after the clear (rollback): only a new clear removes it
 * @param cleared when new mail began to reach the target; {@code null} if it never did
 * @param server where it was set; {@code null} if an earlier version set it
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
