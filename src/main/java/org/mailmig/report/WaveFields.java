// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;

/**
 * A wave as {@code status --json} and the console show it: the components are the JSON fields, in this order.
 *
 * @param ended missing while the wave is open
 * @param outcome empty while the wave is open
 * @param accounts the number of accounts in each state; states without accounts are missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WaveFields(String wave, Instant began, Instant ended, String outcome, Map<String, Integer> accounts) {

    public static WaveFields of(Wave wave, Map<AccountState.State, Integer> accounts) {
        Map<String, Integer> words = new LinkedHashMap<>();
        accounts.forEach((state, count) -> words.put(word(state), count));
        return new WaveFields(
                wave.id(),
                wave.began(),
                wave.ended(),
                wave.ended() == null ? "" : String.valueOf(wave.outcome()),
                words);
    }

    /** Returns the number of accounts in each state; states without accounts are missing. */
    public static Map<AccountState.State, Integer> counts(List<AccountState> accounts) {
        Map<AccountState.State, Integer> counts = new EnumMap<>(AccountState.State.class);
        accounts.forEach(state -> counts.merge(state.state(), 1, Integer::sum));
        return counts;
    }

    static String word(AccountState.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
