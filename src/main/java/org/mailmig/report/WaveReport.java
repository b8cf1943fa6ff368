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
 * A wave with all its accounts at one moment, as every form of the report tells it.
 *
 * @param accounts in the order of the control file
 */
public record WaveReport(Wave wave, List<AccountState> accounts) {

    /** As the ledger has it now. */
    public static WaveReport of(Ledger ledger, Wave wave) {
        return new WaveReport(wave, ledger.accounts().list(wave.id()));
    }

    /** The worst of the accounts; one that has not ended counts as PARTIAL. */
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

    /** How many accounts ended how; outcomes that nobody had are left out. */
    public Map<Outcome, Integer> counts() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        accounts.forEach(state -> counts.merge(outcome(state), 1, Integer::sum));
        return counts;
    }

    /** True where something was skipped, fell back, is only partly done or left a warning: told by the exit code. */
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

    /** What the report calls the mode that was carried out in the end. */
    static String mode(AccountState state) {
        return state.account().getMode();
    }
}
