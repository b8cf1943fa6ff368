// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;

class LedgerCommandsTest {
    @TempDir
    Path dir;

    private Cli cli;
    private Path config;
    private String url;

    @BeforeEach
    void open() throws Exception {
        cli = new Cli(dir);
        url = "jdbc:h2:file:" + dir.resolve("ledger");
        config = Files.writeString(dir.resolve("my.properties"), "mailmig.ledger.url = " + url + "\n");
    }

    private int command(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = config.toString();
        return cli.logged(all);
    }

    /** anna is DONE, bert FAILED, and the wave has ended. */
    private static Wave ended(Ledger ledger) {
        Wave wave = open(ledger);
        end(ledger, wave, "anna", Outcome.DONE);
        end(ledger, wave, "bert", Outcome.FAILED);
        ledger.waves().endIfComplete(wave.id());
        return wave;
    }

    private static Wave open(Ledger ledger) {
        return ledger.waves()
                .begin("wave.csv", "00", List.of(row(2, "anna"), row(3, "bert")).iterator())
                .wave();
    }

    private static NewAccount row(int line, String user) {
        return new NewAccount(
                ControlRow.of(line, user, user, Mode.CLONE).address(user).build(), null, null);
    }

    private static void end(Ledger ledger, Wave wave, String user, Outcome outcome) {
        ledger.queue().enqueue(10);
        Account account = ledger.leases().take(wave.id(), user).orElseThrow();
        account.getResult().outcome = outcome;
        account.getResult().reason = outcome == Outcome.DONE ? null : "the line was cut";
        ledger.leases().end(account);
    }

    @Test
    void statusOfAnEmptyLedgerShowsHowToStart() {
        assertThat(command("status")).isZero();
        assertThat(cli.out.toString()).contains("no wave yet");
    }

    @Test
    void statusListsWavesAndAccountsWhileAnotherHandHoldsTheLedger() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = ended(ledger).id();

            assertThat(command("status")).isZero();
            assertThat(cli.out.toString()).contains(wave, "FAILED", "2 ended");

            assertThat(command("status", wave)).isZero();
            assertThat(cli.out.toString()).contains("anna", "DONE", "bert", "why: the line was cut");
        }
    }

    @Test
    void statusAsJsonIsOneObjectALine() throws Exception {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = ended(ledger).id();
            assertThat(command("status", "--json")).isZero();
            JsonNode one = new ObjectMapper().readTree(cli.out.toString());
            assertThat(one.path("wave").asText()).isEqualTo(wave);
            assertThat(one.path("outcome").asText()).isEqualTo("FAILED");
            assertThat(one.at("/accounts/ended").asInt()).isEqualTo(2);
            assertThat(one.path("ended").asText()).isNotEmpty();

            cli.out.getBuffer().setLength(0);
            assertThat(command("status", "--json", wave)).isZero();
            List<JsonNode> accounts = new ArrayList<>();
            for (String line : cli.out.toString().lines().toList()) {
                accounts.add(new ObjectMapper().readTree(line));
            }
            assertThat(accounts)
                    .extracting(each -> each.path("account").asText() + " "
                            + each.path("outcome").asText() + " "
                            + each.path("reason").asText())
                    .containsExactlyInAnyOrder("anna DONE ", "bert FAILED the line was cut");
        }
    }

    @Test
    void statusOfAnOpenWaveShowsStatesAndFindsItByTheFilesName() {
        try (Ledger ledger = Ledger.open(url, null)) {
            open(ledger);

            assertThat(command("status", "wave.csv")).isZero();
            assertThat(cli.out.toString()).contains("has been open since", "2 waiting", "match");
        }
    }

    @Test
    void anUnknownWaveOrAccountIsAnErrorInOneSentence() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = ended(ledger).id();

            assertThat(command("status", "nowhere")).isEqualTo(ExitCode.ERRORS);
            assertThat(command("retry", wave, "nobody")).isEqualTo(ExitCode.ERRORS);
            assertThat(cli.err.toString())
                    .contains("There is no wave nowhere", "has no account nobody")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void retryMarksWhatIsNotDoneAndLeavesItToTheProcessThatRuns() throws Exception {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = ended(ledger).id();
            Thread feeder = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()
                        && ledger.queue().enqueue(10).isEmpty()) {
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                }
            });
            feeder.start();

            assertThat(command("retry", wave)).isZero();
            feeder.join();
            assertThat(cli.out.toString()).contains("1 account resumes", "processes them");
            assertThat(ledger.accounts().find(wave, "bert").orElseThrow().state())
                    .isEqualTo(AccountState.State.QUEUED);
            assertThat(ledger.accounts().find(wave, "anna").orElseThrow().state())
                    .isEqualTo(AccountState.State.ENDED);
        }
    }

    @Test
    void retryOfAWaveThatIsDoneReportsIt() {
        try (Ledger ledger = Ledger.open(url, null)) {
            Wave wave = open(ledger);
            end(ledger, wave, "anna", Outcome.DONE);
            end(ledger, wave, "bert", Outcome.DONE);
            ledger.waves().endIfComplete(wave.id());

            assertThat(command("retry", wave.id())).isZero();
            assertThat(cli.out.toString()).contains("Nothing to retry");
        }
    }

    /** anna is synced, bert FAILED. */
    private static Wave held(Ledger ledger) {
        Wave wave = open(ledger);
        ledger.queue().enqueue(10);
        ledger.leases().hold(ledger.leases().take(wave.id(), "anna").orElseThrow(), null, true);
        end(ledger, wave, "bert", Outcome.FAILED);
        return wave;
    }

    @Test
    void aSyncedAccountDoesNotShowThatAProcessRuns() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = held(ledger).id();
            assertThat(command("retry", wave)).isEqualTo(ExitCode.ERRORS); // no server is configured
            assertThat(cli.out.toString()).contains("1 account resumes").doesNotContain("processes them");
        }
    }

    @Test
    void anEndedAccountDoesNotShowThatAProcessRuns() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = held(ledger).id();
            assertThat(command("wave", wave, "sync", "anna", "bert")).isEqualTo(ExitCode.ERRORS);
            assertThat(cli.out.toString()).contains("1 account is synced again").doesNotContain("processes them");
        }
    }

    @Test
    void syncResumesAPassThatWasInterrupted() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = held(ledger).id();
            ledger.held().sync(wave, Set.of());
            assertThat(command("wave", wave, "sync")).isEqualTo(ExitCode.ERRORS);
            assertThat(cli.out.toString()).contains("1 account is synced again").doesNotContain("Nothing to do");
        }
    }

    @Test
    void waveShowsWhenAnAccountIsCompleted() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = held(ledger).id();
            assertThat(command("wave", wave, "complete", "--after", "2104-12-05T20:00"))
                    .isZero();
            assertThat(command("wave", wave)).isZero();
            assertThat(cli.out.toString()).containsOnlyOnce("completed after 2104-12-05 20:00\n");

            cli.out.getBuffer().setLength(0);
            assertThat(command("wave", wave, "complete", "--after", "never")).isZero();
            assertThat(command("wave", wave)).isZero();
            assertThat(cli.out.toString()).doesNotContain("completed after");
        }
    }

    @Test
    void waveShowsWhatCanBeDone() {
        try (Ledger ledger = Ledger.open(url, null)) {
            String wave = held(ledger).id();
            assertThat(command("wave", wave)).isZero();
            assertThat(cli.out.toString())
                    .contains("1 of 2 accounts synced, 1 ended", "except of 1 without a forwarder", "retry " + wave);

            assertThat(command("wave", wave, "complete", "--after", "2004-12-05T20:00"))
                    .isEqualTo(ExitCode.ERRORS);
            assertThat(cli.err.toString()).contains("has passed");
            assertThat(command("wave", wave, "complete", "bert", "--after", "never"))
                    .isZero();
            assertThat(cli.out.toString()).contains("no account holds among those named");
        }
    }

    @Test
    void whatADeadProcessHadIsTakenUpByNoProcess() throws Exception {
        try (Ledger ledger = Ledger.open(url, null)) {
            Wave wave = open(ledger);
            ledger.queue().enqueue(10);
            assertThat(ledger.leases().take(wave.id(), "anna")).isPresent();
            for (String who : List.of("anna", "bert")) {
                assertThat(ledger.queue().isTakenUp(wave.id(), who))
                        .as("%s, held or queued by this process", who)
                        .isTrue();
            }
            ledgerSays(
                    "update mailbox set holder = 'elsewhere/1/2/3'",
                    "update account set queued_by = 'elsewhere/1/2/3'");
            for (String who : List.of("anna", "bert")) {
                assertThat(ledger.queue().isTakenUp(wave.id(), who))
                        .as("%s, of a process that is gone", who)
                        .isFalse();
            }
        }
    }

    private void ledgerSays(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void retryOfAnAccountThatALaterWaveHasNamesThatWave() {
        try (Ledger ledger = Ledger.open(url, null)) {
            Wave first = ended(ledger);
            String second = ledger.waves()
                    .begin("other.csv", "01", List.of(row(2, "bert")).iterator())
                    .wave()
                    .id();
            assertThat(command("retry", first.id(), "bert")).isZero();
            assertThat(cli.out.toString()).contains("Nothing to retry", "bert (" + second + ")");
        }
    }
}
