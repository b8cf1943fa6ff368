// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;

/**
 * An account's current state as {@code status --json} and the console show it: the components are the JSON fields, in this order.
 *
 * @param outcome empty until the account has ended
 * @param notBefore when it is tried or synced again; missing if no time is set
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountStateFields(
        String wave,
        String account,
        String state,
        String step,
        String outcome,
        String reason,
        int attempts,
        Instant notBefore,
        long copied,
        long bytes,
        String forwarder) {

    public static AccountStateFields of(Wave wave, AccountState state) {
        AccountResult result = state.account().getResult();
        boolean ended = state.state() == AccountState.State.ENDED;
        return new AccountStateFields(
                wave.id(),
                state.account().getAccount(),
                WaveFields.word(state.state()),
                state.account().getStep().word(),
                ended ? result.outcome.name() : "",
                result.reason == null ? "" : result.reason,
                state.attempts(),
                ended ? null : state.notBefore(),
                result.copied,
                result.bytes,
                result.forwarder.word());
    }

    /** Returns whether the account has ended DONE. */
    public static boolean isDone(AccountState state) {
        return WaveReport.outcome(state) == Outcome.DONE;
    }
}
