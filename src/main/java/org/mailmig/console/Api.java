// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.JsonStates;

/**
 * The JSON resources of the console:
 *
 * <ul>
 *   <li>{@code health}: {@code {"status":"UP"}}, if the ledger responds
 *   <li>{@code waves}: all waves, newest first
 *   <li>{@code waves/ID}: one wave, with up to 1,000 accounts starting at {@code ?from=}; those that have not ended DONE come first
 *   <li>{@code waves/ID/events}: up to 1,000 events with a number above {@code ?after=}; {@code last} is the highest number returned
 *   <li>{@code forwarders}: mailmig's forwarders that are, or may be, set
 * </ul>
 */
final class Api {
    static final int MOST = 1_000;
    private static final Pattern WAVE = Pattern.compile("waves/([^/]+)(/events)?");
    private static final JsonFactory JSON = new JsonFactory();
    private final Ledger ledger;

    Api(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Empty if the path does not exist. @param query as sent, or {@code null} */
    Optional<String> answer(String path, String query) throws IOException {
        Matcher wave = WAVE.matcher(path);
        if (wave.matches()) {
            Optional<Wave> found = ledger.waves().find(wave.group(1));
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            wave.group(2) == null
                                    ? wave(found.get(), number(query, "from"))
                                    : events(found.get(), number(query, "after")));
        }
        return switch (path) {
            case "health" -> Optional.of(health());
            case "waves" -> Optional.of(waves());
            case "forwarders" -> Optional.of(forwarders());
            default -> Optional.empty();
        };
    }

    private static long number(String query, String name) {
        Matcher found =
                Pattern.compile("(?:^|&)" + name + "=(\\d{1,18})(?:&|$)").matcher(query == null ? "" : query);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** Writes to a generator. */
    @FunctionalInterface
    private interface Fields {
        void to(JsonGenerator json) throws IOException;
    }

    private static String object(Fields fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.to(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void inList(JsonGenerator json, Fields fields) throws IOException {
        json.writeStartObject();
        fields.to(json);
        json.writeEndObject();
    }

    private String health() throws IOException {
        long open = ledger.accounts().open();
        return object(json -> {
            json.writeStringField("status", "UP");
            json.writeNumberField("open", open);
        });
    }

    private String waves() throws IOException {
        List<Wave> waves = ledger.waves().list();
        Map<String, Map<AccountState.State, Integer>> counts = ledger.accounts().counts();
        return object(json -> {
            json.writeArrayFieldStart("waves");
            for (Wave wave : waves) {
                inList(json, to -> JsonStates.wave(to, wave, counts.getOrDefault(wave.id(), Map.of())));
            }
            json.writeEndArray();
        });
    }

    private String wave(Wave wave, long from) throws IOException {
        List<AccountState> accounts = ledger.accounts().list(wave.id());
        List<AccountState> shown = accounts.stream()
                .sorted((one, other) -> Boolean.compare(JsonStates.isDone(one), JsonStates.isDone(other)))
                .skip(from)
                .limit(MOST)
                .toList();
        return object(json -> {
            json.writeObjectFieldStart("wave");
            JsonStates.wave(json, wave, JsonStates.counts(accounts));
            json.writeEndObject();
            json.writeNumberField("total", accounts.size());
            json.writeArrayFieldStart("accounts");
            for (AccountState account : shown) {
                inList(json, to -> JsonStates.account(to, wave, account));
            }
            json.writeEndArray();
        });
    }

    private String events(Wave wave, long after) throws IOException {
        List<Event> events = ledger.events().list(wave.id(), after, MOST);
        return object(json -> {
            json.writeNumberField(
                    "last",
                    events.isEmpty() ? after : events.get(events.size() - 1).id());
            json.writeArrayFieldStart("events");
            for (Event event : events) {
                inList(json, to -> JsonStates.event(to, event));
            }
            json.writeEndArray();
        });
    }

    private String forwarders() throws IOException {
        List<ForwarderRecord> stamps = ledger.forwarders().open();
        return object(json -> {
            json.writeArrayFieldStart("forwarders");
            for (ForwarderRecord stamp : stamps) {
                inList(json, to -> {
                    to.writeStringField("wave", stamp.wave());
                    to.writeStringField("account", stamp.account());
                    to.writeStringField("dn", stamp.dn());
                    to.writeStringField("attribute", stamp.attribute());
                    to.writeStringField("value", stamp.value());
                    to.writeStringField("since", stamp.since().toString());
                    to.writeBooleanField("restored", stamp.restored());
                });
            }
            json.writeEndArray();
        });
    }
}
