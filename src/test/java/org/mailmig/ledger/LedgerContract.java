// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.config.Secret;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.tables.Workers;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.BusyMailboxesException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.WorkerId;
import org.mailmig.world.Hanging;

/** Tests of the ledger for any database. */
abstract class LedgerContract {
    static final Secret KEY = Secret.of("key of the ledger");

    Ledger ledger;

    /** Of this test's own database: the same at each call. */
    abstract String url();

    @BeforeEach
    void open() {
        ledger = Ledger.open(url(), null);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aWaveIsFedTakenSavedAndEndedOnce() {
        Waves.Begun begun = begin("a.csv", "1", "alice", "bob");
        assertThat(begun.created()).isTrue();
        assertThat(ledger.queue().enqueue(10)).extracting(Account::getAccount).containsExactly("alice", "bob");
        assertThat(ledger.queue().enqueue(10))
                .as("queued ones are not fed again")
                .isEmpty();
        Account alice = take(begun, "alice");
        assertThat(alice.getRow().targetUser()).isEqualTo("alice");
        assertThat(ledger.leases().take(begun.wave().id(), "alice")).as("held").isEmpty();
        end(alice, Outcome.DONE);
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isFalse();
        end(take(begun, "bob"), Outcome.FAILED);
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isTrue();
        assertThat(ledger.waves().endIfComplete(begun.wave().id())).isFalse();
        assertThat(ledger.waves().find(begun.wave().id()).orElseThrow().outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void theSameContentIsADuplicateWhileOpenResumesAfterFailureAndStartsAgainAfterSuccess() {
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
        assertThat(again.getStep()).as("resumes where it left off").isEqualTo(Step.VERIFY);
        end(again, Outcome.DONE);
        ledger.waves().endIfComplete(second.wave().id());

        Waves.Begun third = begin("a.csv", "1", "alice", "bob");
        assertThat(third.accounts()).isEqualTo(2);
        assertThat(take(third, "bob").getStep()).isEqualTo(Step.MATCH);
    }

    @Test
    void whatIsDoneStaysDoneHoweverOftenTheContentComesAgain() {
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
    void aCloneThatFellBackIsAMergeWhenItsRowComesAgain() {
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
    void waitingForItsTimeAndAnInterruptionAreNoAttempts() {
        Waves.Begun wave = begin("a.csv", "1", "alice");
        ledger.leases().park(take(wave, "alice"), Instant.now());
        ledger.leases().release(take(wave, "alice"));
        ledger.leases().postpone(take(wave, "alice"), Instant.now());
        end(take(wave, "alice"), Outcome.FAILED);
        assertThat(ledger.accounts()
                        .find(wave.wave().id(), "alice")
                        .orElseThrow()
                        .attempts())
                .isEqualTo(2);
    }

    @Test
    void anInconsistentChangeIsNotTransient() {
        assertThatThrownBy(() -> begin("a.csv", "1", "alice", "alice")).isInstanceOf(PermanentException.class);
    }

    @Test
    void aMailboxOfAnotherOpenWaveIsRefusedAndNothingOfTheNewWaveRemains() {
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
    void aParkedAccountWaitsForItsTimeAndAReleasedOneDoesNot() {
        Waves.Begun wave = begin("a.csv", "1", "alice", "bob");
        Account alice = take(wave, "alice");
        ledger.leases().park(alice, Instant.now().plusSeconds(60));
        ledger.leases().release(take(wave, "bob"));
        assertThat(ledger.queue().enqueue(10)).extracting(Account::getAccount).containsExactly("bob");
        assertThat(ledger.leases().take(wave.wave().id(), "alice")).isEmpty();
        assertThat(ledger.accounts().nextParked(wave.wave().id())).isPresent();
    }

    @Test
    void aWorkerThatLostTheLeaseCanWriteNothingMore() {
        Waves.Begun wave = begin("a.csv", "1", "alice");
        Account stale = take(wave, "alice");
        FolderState folder = ledger.folderStates().open(stale, "INBOX", 1, "INBOX", 2);
        ledger.leases().release(stale);
        Account fresh = take(wave, "alice");
        assertThat(fresh.getFence()).isGreaterThan(stale.getFence());
        assertThatThrownBy(() -> ledger.copies().intend(stale, folder.id(), "1:5", 1))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> ledger.leases().end(stale)).isInstanceOf(LeaseLostException.class);
        ledger.copies().intend(fresh, folder.id(), "1:5", 1);
        assertThat(ledger.copies().doubts(folder.id())).hasSize(1);
    }

    @Test
    void pairingsJoinIntoRunsAndLaterOnesReplaceEarlierOnes() {
        Account alice = take(begin("a.csv", "1", "alice"), "alice");
        long folder = ledger.folderStates().open(alice, "INBOX", 1, "INBOX", 2).id();
        PendingAppend intent = ledger.copies().intend(alice, folder, "1:10", 1);
        ledger.copies()
                .landed(
                        alice,
                        intent,
                        List.of(new UidRun(1, 1, 10, true)),
                        List.of(new FlagRun(1, 10, "\\Seen")),
                        java.util.Map.of());
        ledger.uidMappings()
                .paired(alice, folder, List.of(new UidRun(11, 11, 5, true)), List.of(new FlagRun(11, 15, "\\Seen")));
        assertThat(ledger.uidMappings().pairings(folder)).containsExactly(new UidRun(1, 1, 15, true));
        assertThat(ledger.uidMappings().flags(folder)).containsExactly(new FlagRun(1, 15, "\\Seen"));
        assertThat(ledger.copies().doubts(folder)).isEmpty();
        ledger.uidMappings()
                .paired(alice, folder, List.of(new UidRun(4, 100, 2, false)), List.of(new FlagRun(7, 7, "\\Flagged")));
        assertThat(ledger.uidMappings().pairings(folder))
                .containsExactly(new UidRun(1, 1, 3, true), new UidRun(4, 100, 2, false), new UidRun(6, 6, 10, true));
        assertThat(ledger.uidMappings().flags(folder))
                .containsExactly(
                        new FlagRun(1, 6, "\\Seen"), new FlagRun(7, 7, "\\Flagged"), new FlagRun(8, 15, "\\Seen"));
    }

    @Test
    void retryReopensWhatIsNotDoneAtTheStepThatItReached() {
        Waves.Begun wave = begin("a.csv", "1", "alice", "bob");
        end(take(wave, "alice"), Outcome.DONE);
        Account bob = take(wave, "bob");
        bob.setStep(Step.COPY);
        end(bob, Outcome.FAILED);
        ledger.waves().endIfComplete(wave.wave().id());
        assertThat(ledger.queue().retry(wave.wave().id(), null)).isEqualTo(1);
        assertThat(ledger.waves().find(wave.wave().id()).orElseThrow().ended()).isNull();
        assertThat(take(wave, "bob").getStep()).isEqualTo(Step.COPY);
    }

    private Waves.Begun beginHolding(String... users) {
        return ledger.waves()
                .begin(
                        "held.csv",
                        "held",
                        Stream.of(users)
                                .map(user -> new NewAccount(row(user), null, null))
                                .iterator(),
                        true);
    }

    private AccountState.State state(Waves.Begun wave, String account) {
        return ledger.accounts().find(wave.wave().id(), account).orElseThrow().state();
    }

    /** Returns whether the account is held at the end of a pass. */
    private boolean passes(Waves.Begun wave, String account) {
        Account taken = take(wave, account);
        taken.setStep(Step.CLEAR);
        boolean held = ledger.leases().hold(taken, null, false);
        if (!held) {
            end(taken, Outcome.DONE);
        }
        return held;
    }

    @Test
    void onlySyncedAccountsAreSyncedAgainAndTheirPassBeginsWithTheCopy() {
        Waves.Begun begun = beginHolding("alice", "bob", "carol");
        String wave = begun.wave().id();
        assertThat(passes(begun, "alice") && passes(begun, "bob")).isTrue();
        assertThat(ledger.held().rests(wave)).isFalse();

        assertThat(ledger.held().sync(wave, Set.of("alice", "carol"))).isOne();
        assertThat(take(begun, "alice").getStep()).isEqualTo(Step.COPY);
        assertThat(state(begun, "bob")).isEqualTo(AccountState.State.SYNCED);
        assertThat(ledger.held().sync(wave, Set.of())).isOne();
        assertThat(take(begun, "carol").getStep()).isEqualTo(Step.MATCH);
    }

    @Test
    void aCompletionThatWasAskedForIsTakenBackOnlyByName() {
        Waves.Begun begun = beginHolding("alice", "bob");
        String wave = begun.wave().id();
        assertThat(passes(begun, "alice")).isTrue();
        assertThat(ledger.held().complete(wave, Set.of())).isEqualTo(2);
        assertThat(beginHolding("alice", "bob").created()).isFalse();
        assertThat(passes(begun, "alice")).as("the same file again").isFalse();

        assertThat(ledger.held().completeAfter(wave, Set.of(), null)).isOne();
        assertThat(passes(begun, "bob")).as("never").isTrue();
        assertThat(ledger.held().rests(wave)).isTrue();
    }

    @Test
    void aDueCompletionIsResumedOnceAndNotAgainAfterItHasFailed() {
        Waves.Begun begun = beginHolding("alice", "bob");
        String wave = begun.wave().id();
        assertThat(passes(begun, "alice")).isTrue();
        Instant past = Instant.now().minusSeconds(1);
        assertThat(ledger.held().completeAfter(wave, Set.of("alice"), past)).isOne();
        assertThat(ledger.held().resumeDue()).isOne();
        assertThat(ledger.held().completeAfter(wave, Set.of("alice"), past))
                .as("it no longer holds")
                .isZero();

        assertThat(ledger.leases().hold(take(begun, "alice"), null, true)).isTrue();
        assertThat(ledger.held().resumeDue()).isZero();
        assertThat(state(begun, "alice")).isEqualTo(AccountState.State.SYNCED);
    }

    @Test
    void whatTwoFeedersSeeAtOnceIsWorkedOnOnce() throws Exception {
        String[] users = IntStream.range(0, 400).mapToObj(i -> "user" + i).toArray(String[]::new);
        String wave = begin("a.csv", "1", users).wave().id();
        try (Ledger other = Ledger.open(url(), KEY)) {
            together(() -> workOff(ledger), () -> workOff(other));
        }
        assertThat(ledger.accounts().list(wave))
                .allSatisfy(state -> assertThat(state.state()).isEqualTo(AccountState.State.ENDED))
                .extracting(AccountState::attempts)
                .containsOnly(1);
    }

    /** Takes accounts and ends them until none is open. */
    private static Void workOff(Ledger ledger) {
        while (ledger.accounts().open() > 0) {
            for (Account fed : ledger.queue().enqueue(7)) {
                ledger.leases().take(fed.getWave(), fed.getAccount()).ifPresent(account -> {
                    account.getResult().outcome = Outcome.DONE;
                    ledger.leases().end(account);
                });
            }
        }
        return null;
    }

    @Test
    void ofTwoWavesThatBeginAtOnceOneHasTheMailbox() throws Exception {
        try (Ledger other = Ledger.open(url(), KEY)) {
            for (int round = 0; round < 20; round++) {
                String content = "content " + round;
                List<Object> begun = together(
                        () -> beginOrBusy(ledger, "a.csv", content + "a", "alice"),
                        () -> beginOrBusy(other, "b.csv", content + "b", "alice"));
                assertThat(begun).hasAtLeastOneElementOfType(BusyMailboxesException.class);
                Waves.Begun wave = (Waves.Begun) begun.stream()
                        .filter(Waves.Begun.class::isInstance)
                        .findFirst()
                        .orElseThrow();
                end(take(wave, "alice"), Outcome.DONE);
                assertThat(ledger.waves().endIfComplete(wave.wave().id())).isTrue();
            }
        }
    }

    @Test
    void ofTwoWavesOfOneContentThatBeginAtOnceOneIsCreated() throws Exception {
        try (Ledger other = Ledger.open(url(), KEY)) {
            List<Object> begun = together(
                    () -> beginOrBusy(ledger, "a.csv", "same", "alice"),
                    () -> beginOrBusy(other, "a.csv", "same", "alice"));
            assertThat(begun)
                    .allSatisfy(each -> assertThat(each).isInstanceOf(Waves.Begun.class))
                    .extracting(each -> ((Waves.Begun) each).created())
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    private static Object beginOrBusy(Ledger ledger, String name, String sha256, String user) {
        try {
            return ledger.waves()
                    .begin(
                            name,
                            sha256,
                            Stream.of(new NewAccount(row(user), null, null)).iterator());
        } catch (BusyMailboxesException e) {
            return e;
        }
    }

    /** Both at once, on a thread each; what they returned. */
    static <T> List<T> together(Callable<T> one, Callable<T> other) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<T> returned = new ArrayList<>();
            for (Future<T> each : List.of(one, other).stream()
                    .map(work -> threads.submit(() -> {
                        both.await();
                        return work.call();
                    }))
                    .toList()) {
                returned.add(each.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS));
            }
            return returned;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatAWorkerOnAnotherHostHadQueuedWaitsAgainOnceItBeatsNoMore() {
        begin("a.csv", "1", "alice");
        assertThat(ledger.queue().enqueue(10)).hasSize(1);
        String elsewhere = "another-host/1/2/3";
        sql("insert into worker (name, beat) values (?, ?)", elsewhere, System.currentTimeMillis());
        sql("update account set queued_by = ?", elsewhere);
        assertThat(ledger.queue().enqueue(10)).as("it lives").isEmpty();
        sql("update worker set beat = 0 where name = ?", elsewhere);
        assertThat(ledger.queue().enqueue(10)).hasSize(1);
    }

    @Test
    void aWorkerThatWasTakenForDeadIsKnownAgainFromItsNextBeatOn() {
        try (Database database = new Database(url(), null, null)) {
            WorkerId holder = new WorkerId("another-host", 1, 2, "3");
            Workers workers = new Workers(database, holder, Duration.ofSeconds(60), System::currentTimeMillis);
            workers.enter();
            sql("delete from worker where name = ?", workers.self());
            begin("a.csv", "1", "alice");
            sql("update account set state = 'QUEUED', queued_by = ?", workers.self());
            workers.beat();
            assertThat(ledger.queue().enqueue(10)).isEmpty();
            workers.leave();
            workers.beat();
            assertThat(ledger.queue().enqueue(10)).as("it has left").hasSize(1);
        }
    }

    @Test
    void rowPasswordsThatADeadWorkerOnAnotherHostAloneKnewHoldNoAccountBack() {
        Waves.Begun begun = begin("a.csv", "1", "alice");
        sql("update account set known_by = ?", "another-host/1/2/3");
        ledger.close();
        open();
        assertThat(ledger.queue().enqueue(10)).hasSize(1);
        assertThat(ledger.leases().take(begun.wave().id(), "alice")).isPresent();
    }

    @Test
    void aFeederLeavesAloneWhatAnotherWorkedOnSinceItLooked() throws Exception {
        Waves.Begun begun = begin("a.csv", "1", "alice");
        CompletableFuture<List<Account>> fed = new CompletableFuture<>();
        try (Database database = new Database(url(), null, null)) {
            database.tx(connection -> {
                Sql.update(connection, "update account set state = 'ENDED', outcome = 'DONE'");
                CompletableFuture.runAsync(() -> fed.complete(ledger.queue().enqueue(10)));
                assertThatThrownBy(() -> fed.get(1, TimeUnit.SECONDS))
                        .as("it saw the account waiting, and waits for its row")
                        .isInstanceOf(TimeoutException.class);
                return null;
            });
        }
        assertThat(fed.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS)).isEmpty();
        assertThat(ledger.accounts().list(begun.wave().id()))
                .extracting(AccountState::state)
                .containsOnly(AccountState.State.ENDED);
    }

    /** As another program would say it to the database. */
    final void sql(String statement, Object... values) {
        try (Database database = new Database(url(), null, null)) {
            database.tx(connection -> Sql.update(connection, statement, values));
        }
    }

    final Waves.Begun begin(String name, String sha256, String... users) {
        return ledger.waves()
                .begin(
                        name,
                        sha256,
                        Stream.of(users)
                                .map(user -> new NewAccount(row(user), null, null))
                                .iterator());
    }

    static Waves.Begun beginWithPassword(Ledger ledger, String user, String password) {
        return ledger.waves()
                .begin(
                        "p.csv",
                        "8",
                        Stream.of(new NewAccount(row(user), Secret.of(password), null))
                                .iterator());
    }

    static ControlRow row(String user) {
        return ControlRow.of(2, user, user, Mode.CLONE).address(user).build();
    }

    final Account take(Waves.Begun wave, String account) {
        return ledger.leases().take(wave.wave().id(), account).orElseThrow();
    }

    final void end(Account account, Outcome outcome) {
        account.getResult().outcome = outcome;
        ledger.leases().end(account);
    }
}
