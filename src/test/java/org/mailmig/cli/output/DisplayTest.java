// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;

class DisplayTest {
    private static final Event EVENT = new Event(
            1,
            Instant.parse("2026-11-23T10:00:00Z"),
            "w-1",
            "anna",
            EventKind.STAMPED,
            "New mail \u001b[2J goes to the source.");
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text, true);

    @Test
    void aLineShowsTimeAccountKindAndTextAndMovesNoCursor() {
        new EventLines(out).event(EVENT);

        assertThat(text.toString())
                .containsPattern("^[0-9:]{8}(Z|[+-][0-9:]{5})  anna  stamped: New mail  \\[2J goes to the source\\.\n$")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonIsOneObjectPerEvent() throws Exception {
        JsonLines lines = new JsonLines(out);
        lines.event(EVENT);
        lines.event(new Event(2, EVENT.at(), "w-1", null, EventKind.REPORT, "/r"));

        assertThat(text.toString()).hasLineCount(2);
        JsonNode first =
                new ObjectMapper().readTree(text.toString().lines().findFirst().orElseThrow());
        assertThat(first.get("at").asText()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(first.get("account").asText()).isEqualTo("anna");
        assertThat(first.get("text").asText()).isEqualTo(EVENT.text());
        assertThat(text.toString().lines().skip(1).findFirst().orElseThrow()).doesNotContain("account");
    }

    @Test
    void barsShowAccountsInFlightAndTheWaveAndFitTheTerminal() {
        ProgressBars bars = new ProgressBars(out, 60);
        bars.accounts(1, 4);
        bars.progress(new Account("w-1", "anna"), Step.COPY, 50, 100, 1_000_000);
        bars.event(EVENT);

        assertThat(text.toString()).contains("wave: 1/4 accounts", "anna", "copy", "[##########..........]");
        assertThat(text.toString().lines()).allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[[0-9]*[AJ]", ""))
                .hasSizeLessThan(60));
    }

    @Test
    void whatAFinishedStepMovedStaysInTheWavesNumbers() {
        ProgressBars bars = new ProgressBars(out, 200);
        Account anna = new Account("w-1", "anna");
        bars.progress(anna, Step.COPY, 100, 100, 5_000);
        bars.progress(anna, Step.VERIFY, 30, 100, 0);
        bars.close();

        assertThat(text.toString().lines().reduce((first, last) -> last).orElseThrow())
                .contains("100 msg", "5.0 kB");
    }

    @Test
    void theTimeLeftIsTheRestAtTheSameSpeed() {
        assertThat(ProgressText.left(0.25, Duration.ofSeconds(30))).isEqualTo("1:30");
        assertThat(ProgressText.left(0.5, Duration.ofHours(2))).isEqualTo("2h00m");
        assertThat(ProgressText.left(0, Duration.ofSeconds(30))).isEqualTo("-");
    }

    @Test
    void anEndedAccountsBarDisappearsAndClosingTwicePrintsNothingTwice() {
        ProgressBars bars = new ProgressBars(out, 200);
        bars.progress(new Account("w-1", "anna"), Step.COPY, 100, 100, 5_000);
        bars.event(new Event(2, EVENT.at(), "w-1", "anna", EventKind.DONE, "100 messages copied."));
        String screen = text.toString();
        assertThat(screen.substring(screen.lastIndexOf("done:")))
                .doesNotContain("anna")
                .contains("100 msg");
        bars.accounts(1, 1);
        bars.close();
        int closed = text.toString().length();
        bars.close();
        assertThat(text.toString())
                .hasSize(closed)
                .contains("wave: 1/1 accounts")
                .endsWith("left 0:00\n");
    }

    @Test
    void aNarrowTerminalLosesWholeFieldsNotHalfNumbers() {
        ProgressBars bars = new ProgressBars(out, 100);
        bars.accounts(0, 1);
        bars.progress(new Account("w-1", "anna"), Step.COPY, 3790, 8211, 501_300_000);
        bars.event(EVENT);
        assertThat(text.toString().lines().filter(line -> line.contains("anna   ")))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThan(100).containsPattern("(msg|MB|/s|left [0-9:-]+)$"));
    }

    @Test
    void whatAnEarlierStartCopiedIsNotOfThisRate() {
        ProgressText meter = new ProgressText(50_010, 60_000, 1_000_000, Duration.ofSeconds(1), 10, 1000);
        assertThat(meter.counts()).contains("50010/60000 msg", "10 msg/s", "1.0 kB/s");
    }
}
