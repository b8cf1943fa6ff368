package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.FatalException;
import org.mailmig.LeaseLostException;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Row;
import org.mailmig.Secret;
import org.mailmig.Step;
import org.mailmig.world.FileModes;

class LedgerTest {
    @TempDir
    Path dir;

    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void nobody_else_reads_the_ledgers_files() {
        assertThat(dir.resolve("ledger.mv.db")).isNotEmptyFile();
        assertThat(FileModes.openToOthers(dir)).isEmpty();
    }

    @Test
    void what_only_another_living_process_can_log_in_to_is_left_to_it() {
        Waves.Begun begun = ledger.waves()
                .begin(
                        "a.csv",
                        "1",
                        List.of(
                                        new NewAccount(row("alice"), Secret.of("pw"), null),
                                        new NewAccount(row("bob"), null, null))
                                .iterator());
        try (Ledger other = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            assertThat(other.accounts().feed(10))
                    .extracting(Account::getAccount)
                    .containsExactly("bob");
            assertThat(other.accounts().take(begun.wave().id(), "alice")).isEmpty();
        }
        assertThat(ledger.accounts().feed(10)).extracting(Account::getAccount).containsExactly("alice");
        assertThat(ledger.accounts().sourcePassword(take(begun, "alice"))).isPresent();
    }

    @Test
    void a_wave_is_fed_taken_saved_and_ended_once() {
        Waves.Begun begun = begin("a.csv", "1", "alice", "bob");
        assertThat(begun.created()).isTrue();
        assertThat(ledger.accounts().feed(10)).extracting(Account::getAccount).containsExactly("alice", "bob");
        assertThat(ledger.accounts().feed(10))
                .as("queued ones are not fed again")
                .isEmpty();
        Account alice = take(begun, "alice");
        assertThat(alice.getRow().targetUser()).isEqualTo("alice");
        assertThat(ledger.accounts().take(begun.wave().id(), "alice"))
                .as("held")
                .isEmpty();
        end(alice, Outcome.DONE);
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isFalse();
        end(take(begun, "bob"), Outcome.FAILED);
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isTrue();
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isFalse();
        assertThat(ledger.waves().find(begun.wave().id()).orElseThrow().outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void the_same_content_is_a_duplicate_while_open_goes_on_after_failure_and_begins_anew_after_success() {
        Waves.Begun first = begin("a.csv", "1", "alice", "bob");
        assertThat(begin("copy.csv", "1", "alice", "bob").created()).isFalse();
        end(take(first, "alice"), Outcome.DONE);
        Account bob = take(first, "bob");
        bob.setStep(Step.VERIFY);
        end(bob, Outcome.PARTIAL);
        ledger.waves().endIfComplete(first.wave().id());

        Waves.Begun second = begin("a.csv", "1", "alice", "bob");
        assertThat(second.accounts()).isEqualTo(1);
        assertThat(second.leftAlone()).isEqualTo(1);
        Account again = take(second, "bob");
        assertThat(again.getStep()).as("goes on where it stood").isEqualTo(Step.VERIFY);
        end(again, Outcome.DONE);
        ledger.waves().endIfComplete(second.wave().id());

        Waves.Begun third = begin("a.csv", "1", "alice", "bob");
        assertThat(third.accounts()).isEqualTo(2);
        assertThat(take(third, "bob").getStep()).isEqualTo(Step.MATCH);
    }

    @Test
    void what_is_done_stays_done_however_often_the_content_comes_again() {
        Waves.Begun first = begin("a.csv", "1", "alice", "bob");
        end(take(first, "alice"), Outcome.DONE);
        for (int again = 0; again < 3; again++) {
            end(take(first, "bob"), Outcome.FAILED);
            ledger.waves().endIfComplete(first.wave().id());
            first = begin("a.csv", "1", "alice", "bob");
            assertThat(first.accounts()).isEqualTo(1);
            assertThat(first.leftAlone()).isEqualTo(1);
        }
        end(take(first, "bob"), Outcome.DONE);
        ledger.waves().endIfComplete(first.wave().id());
        assertThat(begin("a.csv", "1", "alice", "bob").accounts()).isEqualTo(2);
    }

    @Test
    void a_clone_that_fell_back_is_a_merge_when_its_row_comes_again() {
        Waves.Begun wave = begin("a.csv", "1", "alice");
        Account alice = take(wave, "alice");
        alice.getResult().fellBack = true;
        end(alice, Outcome.FAILED);
        ledger.waves().endIfComplete(wave.wave().id());

        Account again = take(begin("a.csv", "1", "alice"), "alice");
        assertThat(again.getMode()).isEqualTo("merge");
        end(again, Outcome.DONE);
        Account other = take(begin("b.csv", "2", "alice"), "alice");
        assertThat(other.getMode()).as("a new pass").isEqualTo("clone");
    }

    @Test
    void waiting_for_its_time_and_an_interruption_are_no_attempts() {
        Waves.Begun wave = begin("a.csv", "1", "alice");
        ledger.accounts().park(take(wave, "alice"), Instant.now());
        ledger.accounts().release(take(wave, "alice"));
        ledger.accounts().postpone(take(wave, "alice"), Instant.now());
        end(take(wave, "alice"), Outcome.FAILED);
        assertThat(ledger.accounts()
                        .find(wave.wave().id(), "alice")
                        .orElseThrow()
                        .attempts())
                .isEqualTo(2);
    }

    @Test
    void what_contradicts_the_ledger_does_not_pass_by_waiting() {
        assertThatThrownBy(() -> begin("a.csv", "1", "alice", "alice")).isInstanceOf(FatalException.class);
    }

    @Test
    void the_feeder_reads_a_large_wave_by_its_index() {
        try (Database database = new Database("jdbc:h2:mem:plan", null, null)) {
            String plan = database.tx(connection -> Database.first(
                            connection, row -> row.getString(1), "explain " + Accounts.WAITING + 10, 0L, "nobody"))
                    .orElseThrow();
            assertThat(plan).contains("ACCOUNT_STATE: STATE = 'WAITING'").contains("index sorted");
        }
    }

    @Test
    void a_mailbox_of_another_open_wave_is_refused_and_nothing_of_the_new_wave_remains() {
        begin("a.csv", "1", "alice");
        assertThatThrownBy(() -> begin("b.csv", "2", "carol", "ALICE"))
                .isInstanceOfSatisfying(BusyMailboxesException.class, e -> assertThat(e.busy())
                        .extracting(BusyMailboxesException.Busy::sentence)
                        .singleElement()
                        .asString()
                        .contains("ALICE", "a-1"));
        assertThat(ledger.waves().list()).hasSize(1);
        assertThat(begin("c.csv", "3", "carol").created()).isTrue();
    }

    @Test
    void a_parked_account_waits_for_its_time_and_a_released_one_does_not() {
        Waves.Begun wave = begin("a.csv", "1", "alice", "bob");
        Account alice = take(wave, "alice");
        ledger.accounts().park(alice, Instant.now().plusSeconds(60));
        ledger.accounts().release(take(wave, "bob"));
        assertThat(ledger.accounts().feed(10)).extracting(Account::getAccount).containsExactly("bob");
        assertThat(ledger.accounts().take(wave.wave().id(), "alice")).isEmpty();
        assertThat(ledger.accounts().nextParked(wave.wave().id())).isPresent();
    }

    @Test
    void whoever_lost_the_lease_can_write_nothing_more() {
        Waves.Begun wave = begin("a.csv", "1", "alice");
        Account stale = take(wave, "alice");
        FolderState folder = ledger.copies().open(stale, "INBOX", 1, "INBOX", 2);
        ledger.accounts().release(stale);
        Account fresh = take(wave, "alice");
        assertThat(fresh.getFence()).isGreaterThan(stale.getFence());
        assertThatThrownBy(() -> ledger.copies().intend(stale, folder.id(), "1:5", 1))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> ledger.accounts().end(stale)).isInstanceOf(LeaseLostException.class);
        ledger.copies().intend(fresh, folder.id(), "1:5", 1);
        assertThat(ledger.copies().doubts(folder.id())).hasSize(1);
    }

    @Test
    void pairings_join_into_runs_and_later_ones_replace_earlier_ones() {
        Account alice = take(begin("a.csv", "1", "alice"), "alice");
        long folder = ledger.copies().open(alice, "INBOX", 1, "INBOX", 2).id();
        Intent intent = ledger.copies().intend(alice, folder, "1:10", 1);
        ledger.copies()
                .landed(
                        alice,
                        intent,
                        List.of(new UidRun(1, 1, 10, true)),
                        List.of(new FlagRun(1, 10, "\\Seen")),
                        java.util.Map.of());
        ledger.copies()
                .paired(alice, folder, List.of(new UidRun(11, 11, 5, true)), List.of(new FlagRun(11, 15, "\\Seen")));
        assertThat(ledger.copies().pairings(folder)).containsExactly(new UidRun(1, 1, 15, true));
        assertThat(ledger.copies().flags(folder)).containsExactly(new FlagRun(1, 15, "\\Seen"));
        assertThat(ledger.copies().doubts(folder)).isEmpty();
        ledger.copies()
                .paired(alice, folder, List.of(new UidRun(4, 100, 2, false)), List.of(new FlagRun(7, 7, "\\Flagged")));
        assertThat(ledger.copies().pairings(folder))
                .containsExactly(new UidRun(1, 1, 3, true), new UidRun(4, 100, 2, false), new UidRun(6, 6, 10, true));
        assertThat(ledger.copies().flags(folder))
                .containsExactly(
                        new FlagRun(1, 6, "\\Seen"), new FlagRun(7, 7, "\\Flagged"), new FlagRun(8, 15, "\\Seen"));
    }

    @Test
    void retry_reopens_what_is_not_done_at_the_step_where_it_stood() {
        Waves.Begun wave = begin("a.csv", "1", "alice", "bob");
        end(take(wave, "alice"), Outcome.DONE);
        Account bob = take(wave, "bob");
        bob.setStep(Step.COPY);
        end(bob, Outcome.FAILED);
        ledger.waves().endIfComplete(wave.wave().id());
        assertThat(ledger.accounts().retry(wave.wave().id(), null)).isEqualTo(1);
        assertThat(ledger.waves().find(wave.wave().id()).orElseThrow().ended()).isNull();
        assertThat(take(wave, "bob").getStep()).isEqualTo(Step.COPY);
    }

    @Test
    void without_a_key_a_row_password_is_sealed_with_one_that_ends_with_the_process() throws Exception {
        Waves.Begun begun = ledger.waves()
                .begin(
                        "p.csv",
                        "8",
                        Stream.of(new NewAccount(row("alice"), Secret.of("pw-alice"), null))
                                .iterator());
        Account alice = new Account(begun.wave().id(), "alice");
        assertThat(ledger.accounts().sourcePassword(alice)).contains(Secret.of("pw-alice"));
        ledger.close();
        open();
        assertThatThrownBy(() -> ledger.accounts().sourcePassword(alice))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("drop the control file again");
    }

    @Test
    void row_passwords_are_sealed_with_a_key_and_forgotten_without_one() {
        Row row = row("alice");
        String url = "jdbc:h2:file:" + dir.resolve("sealed");
        Account alice = new Account("s-1", "alice");
        try (Ledger sealed = Ledger.open(url, Secret.of("key"))) {
            sealed.waves()
                    .begin(
                            "s.csv",
                            "9",
                            Stream.of(new NewAccount(row, Secret.of("pw-alice"), null))
                                    .iterator());
        }
        try (Ledger sealed = Ledger.open(url, Secret.of("key"))) {
            assertThat(sealed.accounts().sourcePassword(alice)).contains(Secret.of("pw-alice"));
            assertThat(sealed.accounts().targetPassword(alice)).isEmpty();
        }
        try (Ledger wrong = Ledger.open(url, Secret.of("other"))) {
            assertThatThrownBy(() -> wrong.accounts().sourcePassword(alice)).hasMessageContaining("mailmig.ledger.key");
        }
        assertThat(dir.toFile().listFiles())
                .allSatisfy(file -> assertThat(java.nio.file.Files.readAllBytes(file.toPath()))
                        .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .doesNotContain("pw-alice"));
    }

    private Waves.Begun begin(String name, String sha256, String... users) {
        return ledger.waves()
                .begin(
                        name,
                        sha256,
                        Stream.of(users)
                                .map(user -> new NewAccount(row(user), null, null))
                                .iterator());
    }

    private static Row row(String user) {
        return Row.of(2, user, user, Mode.CLONE).address(user).build();
    }

    private Account take(Waves.Begun wave, String account) {
        return ledger.accounts().take(wave.wave().id(), account).orElseThrow();
    }

    private void end(Account account, Outcome outcome) {
        account.getResult().outcome = outcome;
        ledger.accounts().end(account);
    }
}
