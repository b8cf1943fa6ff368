// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.ledger.wave.Wave;

/** The shipped account route: its steps and their order. */
class LineTest extends LineTestSupport {
    private final List<String> passed = new CopyOnWriteArrayList<>();

    private void watch(String... steps) {
        for (String step : steps) {
            mock(step).whenAnyExchangeReceived(exchange -> passed.add(step));
        }
    }

    @Test
    void aClonePassesEveryStepInOrderWithEveryServerOutOfReach() {
        watch(
                "directory:filter",
                "ldap:mailmigDirectory",
                "directory:match",
                "mailbox:check",
                "directory:stamp",
                "mailbox:clone",
                "mailbox:merge",
                "mailbox:verify",
                "directory:clear",
                "mailbox:sweep");

        Wave wave = wave("anna");

        ended(wave, "anna", Outcome.DONE, Step.REPORT);
        assertThat(passed)
                .containsExactly(
                        "directory:filter",
                        "directory:match",
                        "mailbox:check",
                        "directory:stamp",
                        "mailbox:clone",
                        "mailbox:verify",
                        "directory:clear",
                        "mailbox:sweep");
        assertThat(over(wave).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void aMergeIsMerged() {
        watch("mailbox:clone", "mailbox:merge");

        Wave wave = begin(List.of(row("anna", Mode.MERGE)));

        ended(wave, "anna", Outcome.DONE, Step.REPORT);
        assertThat(passed).containsExactly("mailbox:merge");
    }

    @Test
    void theLookUpIsTakenWhereThereIsAFilterAndTheBodyStays() {
        mock("directory:filter")
                .whenAnyExchangeReceived(exchange -> exchange.setVariable("mailmigFilter", "(mail=anna)"));
        mock("ldap:mailmigDirectory").whenAnyExchangeReceived(exchange -> exchange.getMessage()
                .setBody(List.of(exchange.getMessage().getBody(String.class))));
        MockEndpoint match = mock("directory:match");

        ended(wave("anna"), "anna", Outcome.DONE, Step.REPORT);

        Exchange matched = match.getReceivedExchanges().get(0);
        assertThat(matched.getVariable("mailmigCandidates")).isEqualTo(List.of("(mail=anna)"));
        assertThat(matched.getMessage().getBody()).isInstanceOf(Account.class);
    }

    @Test
    void aQueueMessageIsWaveAndAccountAndNothingElse() throws Exception {
        context.getRouteController().stopRoute("mailmig-account");
        Wave wave = wave("anna");
        SedaEndpoint queue = (SedaEndpoint) context.getEndpoints().stream()
                .filter(SedaEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();

        await().until(() -> queue.getCurrentQueueSize() == 1);

        assertThat(queue.getExchanges().get(0).getMessage().getBody())
                .isEqualTo("{\"wave\":\"" + wave.id() + "\",\"account\":\"anna\"}");
    }

    @Test
    void aForeignMessageIsDroppedAndTheRouteContinues() {
        template.sendBody("seda:mailmig-accounts", "no json");
        template.sendBody("seda:mailmig-accounts", "{\"wave\":\"none\",\"account\":\"nobody\"}");

        ended(wave("anna"), "anna", Outcome.DONE, Step.REPORT);
    }

    @Test
    void anAccountThatTwoMessagesNameIsMovedOnce() throws Exception {
        context.getRouteController().stopRoute("mailmig-account");
        Wave wave = wave("anna");
        for (int copy = 0; copy < 10; copy++) {
            template.sendBody(
                    "seda:mailmig-accounts", "{\"wave\":\"" + wave.id() + "\",\"account\":\"anna\",\"more\":1}");
        }
        context.getRouteController().startRoute("mailmig-account");

        ended(wave, "anna", Outcome.DONE, Step.REPORT);
        assertThat(mock("mailbox:clone").getReceivedCounter()).isOne();
    }

    @Test
    void ofAWaveOfThousandsAFewAreInTheProcessOwnQueueAndTheRestInTheLedger() {
        List<ControlRow> rows = IntStream.rangeClosed(1, 2_500)
                .mapToObj(number -> row("user" + number, Mode.MERGE))
                .toList();
        Wave wave = begin(rows);
        SedaEndpoint queue = (SedaEndpoint) context.getEndpoints().stream()
                .filter(SedaEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();
        AtomicInteger most = new AtomicInteger();
        mock("mailbox:merge")
                .whenAnyExchangeReceived(exchange -> most.accumulateAndGet(queue.getCurrentQueueSize(), Math::max));

        over(wave);

        assertThat(most.get()).isBetween(8, 32);
        assertThat(mock("mailbox:merge").getReceivedCounter()).isEqualTo(2_500);
    }
}
