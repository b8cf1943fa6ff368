package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.ledger.Wave;

/** The line itself: its steps, in their order, on the files that ship. */
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
        MockEndpoint lookup = mock("ldap:mailmigDirectory");
        lookup.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(List.of("found")));
        MockEndpoint match = mock("directory:match");

        ended(wave("anna"), "anna", Outcome.DONE, Step.REPORT);

        assertThat(lookup.getReceivedCounter()).isEqualTo(1);
        assertThat(match.getReceivedExchanges().get(0).getVariable("mailmigCandidates"))
                .isEqualTo(List.of("found"));
        assertThat(match.getReceivedExchanges().get(0).getMessage().getBody()).isInstanceOf(Account.class);
    }
}
