// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;

/**
 * A wave with all its accounts at one moment: the input of every form of the report.
 *
 * @param accounts in the order of the control file
 */
public record WaveReport(Wave wave, List<AccountState> accounts) {

    /** The current state of the ledger. */
    public static WaveReport of(Ledger ledger, Wave wave) {
        return new WaveReport(wave, ledger.accounts().list(wave.id()));
    }

    /** The worst outcome of the accounts; one that has not ended counts as PARTIAL. */
    public Outcome outcome() {
        return wave.outcome() != null
                ? wave.outcome()
                : accounts.stream().map(WaveReport::outcome).reduce(Outcome.DONE, Outcome::and);
    }

    static Outcome outcome(AccountState state) {
        Outcome outcome = state.account().getResult().outcome;
        return outcome == null || state.state() != AccountState.State.ENDED ? Outcome.PARTIAL : outcome;
    }

    /** From the wave's beginning to its end, or until now. */
    public double seconds() {
        Instant end = wave.ended() == null ? Instant.now() : wave.ended();
        return Math.max(0, Duration.between(wave.began(), end).toMillis() / 1000.0);
    }

    /** The number of accounts by outcome; outcomes without accounts are missing. */
    public Map<Outcome, Integer> counts() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        accounts.forEach(state -> counts.merge(outcome(state), 1, Integer::sum));
        return counts;
    }

    /** True if something was skipped, fell back, is only partly done or left a warning: it determines the exit code. */
    public boolean hasWarnings() {
        return accounts.stream().anyMatch(state -> {
            AccountResult result = state.account().getResult();
            return outcome(state) == Outcome.PARTIAL
                    || result.fellBack
                    || result.skipped > 0
                    || result.failed > 0
                    || !result.warnings.isEmpty();
        });
    }

    /** The report's word for the mode that was finally used. */
    static String mode(AccountState state) {
        return state.account().getMode();
    }
}
