// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.Wave;

/**
 * The fields of one object for a wave, an account or an event, from the ledger's current state: for {@code status --json} and the console.
 * {@code ended}, {@code notBefore} and an event's {@code account} are present only if they have a value.
 */
public final class JsonStates {
    private JsonStates() {}

    /** @param accounts the number of accounts in each state */
    public static void wave(JsonGenerator json, Wave wave, Map<AccountState.State, Integer> accounts)
            throws IOException {
        json.writeStringField("wave", wave.id());
        json.writeStringField("began", wave.began().toString());
        if (wave.ended() != null) {
            json.writeStringField("ended", wave.ended().toString());
        }
        json.writeStringField("outcome", wave.ended() == null ? "" : String.valueOf(wave.outcome()));
        json.writeObjectFieldStart("accounts");
        for (Map.Entry<AccountState.State, Integer> count : accounts.entrySet()) {
            json.writeNumberField(word(count.getKey()), count.getValue());
        }
        json.writeEndObject();
    }

    /** The number of accounts in each state; states without accounts are missing. */
    public static Map<AccountState.State, Integer> counts(List<AccountState> accounts) {
        Map<AccountState.State, Integer> counts = new EnumMap<>(AccountState.State.class);
        accounts.forEach(state -> counts.merge(state.state(), 1, Integer::sum));
        return counts;
    }

    public static void account(JsonGenerator json, Wave wave, AccountState state) throws IOException {
        AccountResult result = state.account().getResult();
        boolean ended = state.state() == AccountState.State.ENDED;
        json.writeStringField("wave", wave.id());
        json.writeStringField("account", state.account().getAccount());
        json.writeStringField("state", word(state.state()));
        json.writeStringField("step", state.account().getStep().word());
        json.writeStringField("outcome", ended ? result.outcome.name() : "");
        json.writeStringField("reason", result.reason == null ? "" : result.reason);
        json.writeNumberField("attempts", state.attempts());
        if (!ended && state.notBefore() != null) {
            json.writeStringField("notBefore", state.notBefore().toString());
        }
        json.writeNumberField("copied", result.copied);
        json.writeNumberField("bytes", result.bytes);
        json.writeStringField("forwarder", result.forwarder.word());
    }

    public static void event(JsonGenerator json, Event event) throws IOException {
        json.writeStringField("at", event.at().toString());
        json.writeStringField("wave", event.wave());
        if (event.account() != null) {
            json.writeStringField("account", event.account());
        }
        json.writeStringField("kind", event.word());
        json.writeStringField("text", event.text());
    }

    public static boolean isDone(AccountState state) {
        return WaveReport.outcome(state) == Outcome.DONE;
    }

    private static String word(AccountState.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
