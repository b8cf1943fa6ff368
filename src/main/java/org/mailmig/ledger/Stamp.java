package org.mailmig.ledger;

import java.time.Instant;

/**
 * A forwarder that we set, or are about to set.
 *
 * @param dn the target user's entry
 * @param attribute the attribute, for example {@code targetAddress}
 * @param value our value
 * @param state INTENDED before the modify is sent, STANDING after, CLEARED when it is gone
 * @param adopted the value stood there before and was taken over
 * @param since when it was intended
 */
public record Stamp(
        long mailbox,
        String wave,
        String account,
        String dn,
        String attribute,
        String value,
        State state,
        boolean adopted,
        Instant since) {
    public enum State {
        INTENDED,
        STANDING,
        CLEARED
    }
}
