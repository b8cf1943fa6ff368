package org.mailmig.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.Result;
import org.mailmig.ledger.AccountState;
import org.mailmig.ledger.Wave;

/** {@code status --json}: one object a wave, or one an account, each on a line. {@code ended} and {@code notBefore} only where there are such. */
final class JsonStatus {
    private final PrintWriter out;

    JsonStatus(PrintWriter out) {
        this.out = out;
    }

    /** @param accounts how many are in each state */
    void wave(Wave wave, Map<AccountState.State, Integer> accounts) {
        JsonLine.print(out, json -> {
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
        });
    }

    void accounts(Wave wave, List<AccountState> accounts) {
        accounts.forEach(state -> JsonLine.print(out, json -> account(json, wave, state)));
    }

    private static void account(JsonGenerator json, Wave wave, AccountState state) throws IOException {
        Result result = state.account().getResult();
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
        json.writeStringField("forwarder", result.forwarder);
    }

    private static String word(AccountState.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
