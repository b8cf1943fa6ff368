// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import java.time.Instant;
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
import org.mailmig.report.AccountStateFields;
import org.mailmig.report.EventFields;
import org.mailmig.report.WaveFields;
import org.mailmig.text.JsonMapper;

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
    private final Ledger ledger;

    Api(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Empty if the path does not exist. @param query as sent, or {@code null} */
    Optional<String> answer(String path, String query) {
        return resource(path, query).map(JsonMapper::line);
    }

    private Optional<Object> resource(String path, String query) {
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

    private record Health(String status, long open) {}

    private record Waves(List<WaveFields> waves) {}

    private record OneWave(WaveFields wave, int total, List<AccountStateFields> accounts) {}

    private record Events(long last, List<EventFields> events) {}

    private record Forwarders(List<ForwarderFields> forwarders) {}

    private record ForwarderFields(
            String wave, String account, String dn, String attribute, String value, Instant since, boolean restored) {

        static ForwarderFields of(ForwarderRecord stamp) {
            return new ForwarderFields(
                    stamp.wave(),
                    stamp.account(),
                    stamp.dn(),
                    stamp.attribute(),
                    stamp.value(),
                    stamp.since(),
                    stamp.restored());
        }
    }

    private Health health() {
        return new Health("UP", ledger.accounts().open());
    }

    private Waves waves() {
        Map<String, Map<AccountState.State, Integer>> counts = ledger.accounts().counts();
        return new Waves(ledger.waves().list().stream()
                .map(wave -> WaveFields.of(wave, counts.getOrDefault(wave.id(), Map.of())))
                .toList());
    }

    private OneWave wave(Wave wave, long from) {
        List<AccountState> accounts = ledger.accounts().list(wave.id());
        return new OneWave(
                WaveFields.of(wave, WaveFields.counts(accounts)),
                accounts.size(),
                accounts.stream()
                        .sorted((one, other) ->
                                Boolean.compare(AccountStateFields.isDone(one), AccountStateFields.isDone(other)))
                        .skip(from)
                        .limit(MOST)
                        .map(account -> AccountStateFields.of(wave, account))
                        .toList());
    }

    private Events events(Wave wave, long after) {
        List<Event> events = ledger.events().list(wave.id(), after, MOST);
        return new Events(
                events.isEmpty() ? after : events.get(events.size() - 1).id(),
                events.stream().map(EventFields::of).toList());
    }

    private Forwarders forwarders() {
        return new Forwarders(
                ledger.forwarders().open().stream().map(ForwarderFields::of).toList());
    }
}
