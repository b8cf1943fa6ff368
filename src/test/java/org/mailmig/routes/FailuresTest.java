// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;

/** The outcome of an account whose step fails. */
class FailuresTest extends LineTestSupport {
    private static final String CUT = "The line to mail.old.example was cut.";

    private JsonNode deadLetter() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(deadLetters()).hasSize(1)); // written after the end
        return new ObjectMapper().readTree(deadLetters().get(0).toFile());
    }

    private Account body(Exchange exchange) {
        return exchange.getMessage().getBody(Account.class);
    }

    @Test
    void aRefusalEndsTheAccountAtOnceTakesItsStampBackAndLeavesADeadLetter() throws Exception {
        stops("mailbox:check", new RefusedException("The target of anna is in use."));

        Wave wave = wave("anna");

        Account anna = ended(wave, "anna");
        assertThat(anna.getResult().outcome).isEqualTo(Outcome.REFUSED);
        assertThat(anna.getResult().reason).isEqualTo("The target of anna is in use.");
        assertThat(over(wave).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mock("mailbox:check").getReceivedCounter()).isOne();
        assertThat(mock("directory:unstamp").getReceivedCounter()).isOne();
        assertThat(mock("directory:stamp").getReceivedCounter()).isZero();
        assertThat(deadLetter().path("outcome").asText()).isEqualTo("REFUSED");
    }

    @Test
    void aRefusalWhoseStampCannotBeTakenBackComesAgainAndThenFails() throws Exception {
        stops("mailbox:clone", new RefusedException("The target of anna is in use."));
        stops("directory:unstamp", new TransientException("The directory is down.", null));

        Wave wave = wave("anna");

        Account anna = ended(wave, "anna");
        assertThat(anna.getResult().outcome).isEqualTo(Outcome.FAILED);
        assertThat(mock("mailbox:clone").getReceivedCounter()).isEqualTo(3);
        assertThat(deadLetter().path("reason").asText())
                .contains("The target of anna is in use.", "forwarder is still set", "The directory is down.");
    }

    @Test
    void aRefusalWhoseStampIsTakenBackAtLastIsARefusal() {
        stops("mailbox:clone", new RefusedException("The target of anna is in use."));
        AtomicInteger calls = new AtomicInteger();
        mock("directory:unstamp").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() == 1) {
                throw new TransientException("The directory is down.", null);
            }
        });

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.REFUSED);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aPassingFaultIsTriedAgainUntilTheAttemptsWithoutProgressAreUsedUp() throws Exception {
        stops("mailbox:clone", new TransientException(CUT, null));

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.FAILED);
        assertThat(mock("mailbox:clone").getReceivedCounter()).isEqualTo(3);
        assertThat(events(wave)).filteredOn("retrying"::equals).hasSize(2);
        JsonNode letter = deadLetter();
        assertThat(letter.path("reason").asText()).startsWith(CUT).contains("3 attempts without progress");
        assertThat(letter.path("attempts").asInt()).isEqualTo(3);
    }

    @Test
    void aClearThatIsDueIsTriedAgainUntilItIsDone() {
        AtomicInteger calls = new AtomicInteger();
        mock("directory:clear").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() <= 7) {
                throw TransientException.untilDone("The directory is down.", null);
            }
        });

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.DONE);
        assertThat(calls).hasValue(8);
    }

    @Test
    void progressRestartsTheCount() {
        AtomicInteger calls = new AtomicInteger();
        mock("mailbox:clone").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() <= 7) {
                body(exchange).getResult().bytes += 1;
                throw new TransientException(CUT, null);
            }
        });

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.DONE);
        assertThat(calls).hasValue(8);
    }

    @Test
    void aFaultDuringTheLookUpLeavesTheAccountWhole() {
        mock("directory:filter").whenAnyExchangeReceived(exchange -> exchange.setVariable("mailmigFilter", "(uid=a)"));
        AtomicInteger calls = new AtomicInteger();
        mock("ldap:mailmigDirectory").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() == 1) {
                throw new TransientException("The directory is down.", null);
            }
        });

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.DONE);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aPermanentFaultIsNeverRetriedAndItsDeadLetterHasTheDetails() throws Exception {
        mock("mailbox:check").whenAnyExchangeReceived(exchange -> body(exchange).setStep(Step.COPY));
        stops("mailbox:clone", new PermanentException("The server refuses the password of anna's mailbox."));

        Wave wave = wave("anna's mailbox/../../x");

        ended(wave, "anna's mailbox/../../x", Outcome.FAILED, Step.COPY);
        assertThat(over(wave).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mock("mailbox:clone").getReceivedCounter()).isOne();
        assertThat(mock("mailbox:verify").getReceivedCounter()).isZero();
        assertThat(mock("directory:unstamp").getReceivedCounter()).isZero();
        JsonNode letter = deadLetter();
        assertThat(letter.path("outcome").asText()).isEqualTo("FAILED");
        assertThat(letter.path("step").asText()).isEqualTo("copy");
        assertThat(letter.path("reason").asText()).isEqualTo("The server refuses the password of anna's mailbox.");
        assertThat(letter.path("attempts").asInt()).isOne();
        assertThat(letter.path("retry").asText())
                .isEqualTo("./mailmig retry " + wave.id() + " 'anna'\\''s mailbox/../../x'");
        assertThat(letter.at("/row/source_user").asText()).isEqualTo("anna's mailbox/../../x");
        assertThat(letter.at("/row/source_password").asText("absent")).isEmpty();
        assertThat(letter.at("/row/target_password").asText("absent")).isEmpty();
        assertThat(letter.at("/row/mode").asText()).isEqualTo("clone");
    }

    @Test
    void aDeadLetterNamesThePlaceholdersThatACloneLeft() throws Exception {
        mock("mailbox:clone").whenAnyExchangeReceived(exchange -> {
            Account account = body(exchange);
            FolderState folder = ledger().folderStates().open(account, "INBOX", 1, "INBOX", 2);
            ledger().copies().intend(account, folder.id(), "1:2", 3, "3:4", "token");
            throw new PermanentException("The target is full.");
        });

        ended(wave("anna"), "anna", Outcome.FAILED, Step.MATCH);

        assertThat(deadLetter().path("warnings")).hasSize(1);
        assertThat(deadLetter().at("/warnings/0").asText()).contains("INBOX", "X-Mailmig-Placeholder");
    }

    @Test
    void aDeadLetterIsForItsOwnersEyesHoldsNoSecretAndItsNameIsSafe() throws Exception {
        stops("mailbox:check", new PermanentException("No."));

        ended(wave("../böse\nzeile"), "../böse\nzeile");
        await().until(() -> !deadLetters().isEmpty());

        Path letter = deadLetters().get(0);
        assertThat(letter.getFileName().toString())
                .matches("[A-Za-z0-9._@+-]+-[0-9a-f]{12}[.]json")
                .doesNotStartWith(".");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(letter)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(letter.getParent())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(letter)).doesNotContain("s3cret");
    }

    @Test
    void aCopyThatDiffersIsPartialAndKeepsItsForwarder() throws Exception {
        mock("directory:stamp")
                .whenAnyExchangeReceived(exchange -> body(exchange).getResult().forwarder = ForwarderState.STAMPED);
        stops("mailbox:verify", new PermanentException("INBOX: UID 3 is missing.", null, Outcome.PARTIAL));

        Wave wave = wave("anna");

        Account anna = ended(wave, "anna");
        assertThat(anna.getResult().outcome).isEqualTo(Outcome.PARTIAL);
        assertThat(anna.getResult().forwarder).isEqualTo(ForwarderState.KEPT);
        assertThat(mock("directory:clear").getReceivedCounter()).isZero();
        assertThat(mock("directory:unstamp").getReceivedCounter()).isZero();
        assertThat(over(wave).outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(deadLetter().path("forwarder").asText()).isEqualTo("kept");
    }

    @Test
    void aBugFailsTheAccountAndNamesItsClass() throws Exception {
        stops("mailbox:verify", new NullPointerException("oops"));

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.FAILED);
        over(wave);
        assertThat(mock("mailbox:verify").getReceivedCounter()).isOne();
        assertThat(deadLetter().path("reason").asText()).contains("java.lang.NullPointerException");
    }

    @Test
    void aLostLeaseStopsQuietlyAndNothingIsWritten() throws Exception {
        stops("mailbox:clone", new LeaseLostException("Another worker holds anna."));

        Wave wave = wave("anna");
        await().until(() -> mock("mailbox:clone").getReceivedCounter() == 1);
        ended(begin(List.of(row("bert", Mode.MERGE))), "bert");

        AccountState anna = state(wave, "anna");
        assertThat(anna.state()).isEqualTo(AccountState.State.RUNNING); // as the other worker has it
        assertThat(anna.account().getResult().outcome).isNull();
        assertThat(events(wave)).isEmpty();
        assertThat(mock("mailbox:clone").getReceivedCounter()).isOne();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void anInterruptedAccountWaitsAtItsStepAndResumes() {
        AtomicInteger calls = new AtomicInteger();
        mock("mailbox:clone").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() == 1) {
                throw new StoppingException("stop");
            }
        });

        Wave wave = wave("anna");

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.DONE);
        assertThat(events(wave)).contains("interrupted");
        assertThat(calls).hasValue(2);
    }

    @Test
    void aRetryResumesAtTheStepThatItReachedAndItsDeadLetterIsDeleted() throws Exception {
        mock("mailbox:check").whenAnyExchangeReceived(exchange -> body(exchange).setStep(Step.VERIFY));
        stops("mailbox:verify", new PermanentException("INBOX: UID 3 is missing.", null, Outcome.PARTIAL));
        Wave wave = wave("anna");
        over(wave);
        assertThat(deadLetters()).hasSize(1);
        mock("mailbox:verify").whenAnyExchangeReceived(exchange -> {});
        mock("mailbox:check")
                .whenAnyExchangeReceived(
                        exchange -> assertThat(body(exchange).getStep()).isEqualTo(Step.VERIFY));

        assertThat(ledger().queue().retry(wave.id(), "anna")).isOne();

        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.DONE);
        await().until(() -> deadLetters().isEmpty());
        await().until(() -> events(wave).stream().filter("report"::equals).count() == 2);
    }

    @Test
    void aDeadLetterThatCannotBeWrittenIsReportedAndTheWaveEnds() throws Exception {
        Files.writeString(dir.resolve("dead-letter"), "a file where the folder should be");
        stops("mailbox:check", new PermanentException("No."));

        Wave wave = wave("anna");

        assertThat(over(wave).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(events(wave)).containsOnlyOnce("warning");
    }

    @Test
    void aReportThatCannotBeWrittenIsReportedAndTheOutcomeStays() throws Exception {
        Files.writeString(dir.resolve("report"), "a file where the folder should be");

        Wave wave = wave("anna");

        await().atMost(PATIENCE).until(() -> events(wave).contains("unreported"));
        assertThat(ledger().waves().find(wave.id()).orElseThrow().outcome()).isEqualTo(Outcome.DONE);
    }
}
