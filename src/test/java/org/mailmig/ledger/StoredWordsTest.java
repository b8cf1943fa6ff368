// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.internal.rows.Json;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;

/** The words of enums are those that older ledgers hold and that {@code --json} writes. */
class StoredWordsTest {
    @Test
    void kindsOfEvents() {
        assertThat(Arrays.stream(EventKind.values()).map(EventKind::word))
                .containsExactlyInAnyOrder(
                        ("done partial refused failed synced interrupted retrying begins report mailed unreported rejected deadletter"
                                        + " warning stamped unstamped cleared restored addressed directory fellback"
                                        + " rolledback leftout mapped notkept renamed removed doubled arrived swept"
                                        + " sieve probe quirk limited other")
                                .split(" "));
        assertThat(Arrays.stream(EventKind.values()).map(kind -> EventKind.of(kind.word())))
                .containsExactly(EventKind.values());
        assertThat(Arrays.stream(Outcome.values()).map(EventKind::of).map(EventKind::name))
                .containsExactlyElementsOf(
                        Arrays.stream(Outcome.values()).map(Outcome::name).toList());
    }

    @Test
    void anEventOfAnotherVersionKeepsItsWord() {
        String url = "jdbc:h2:mem:stored-words;DB_CLOSE_DELAY=-1";
        try (Ledger ledger = Ledger.open(url, null);
                Database database = new Database(url, null, null)) {
            ledger.events().add("wave", "anna", EventKind.DEAD_LETTER, "a letter");
            database.tx(connection -> Sql.update(
                    connection,
                    "insert into event (at, wave, account, kind, text) values (0, 'wave', 'anna', 'novel', 'text')"));
            List<Event> events = ledger.events().list("wave", 0, 10);
            assertThat(events).extracting(Event::kind).containsExactly(EventKind.DEAD_LETTER, EventKind.OTHER);
            assertThat(events).extracting(Event::word).containsExactly("deadletter", "novel");
        }
    }

    @Test
    void resultsOfOlderLedgersAreRead() {
        AccountResult old = Json.read(
                "{\"forwarder\":\"cleared\",\"fellBack\":true,\"scripts\":[{\"source\":\"main\",\"action\":\"commented\"}]}",
                AccountResult.class);
        assertThat(old.forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(old.scripts).extracting(ScriptReport::action).containsExactly(ScriptAction.COMMENTED);
        assertThat(Json.write(old)).contains("\"forwarder\":\"cleared\"", "\"action\":\"commented\"");
        assertThat(Json.read("{}", AccountResult.class).forwarder).isEqualTo(ForwarderState.NONE);
        assertThatThrownBy(() -> Json.read("{\"forwarder\":\"neither\"}", AccountResult.class))
                .isInstanceOf(IllegalStateException.class);
    }
}
