// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.ledger.copy.ForwarderRecord;

class ForwarderRestoreTest {
    private static final String OURS = "SMTP:alice@old.example";
    private DirectoryWorld world;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        line = new LineWorld(world.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    private Account cleared(String address) {
        Account account = line.take(address);
        line.matched(account).run("stamp", account).run("clear", account);
        line.end(account);
        return account;
    }

    private ForwarderRestore.Line restored(Account account) {
        return ForwarderRestore.of(world.context, account.getWave()).get(0);
    }

    @Test
    void aClearedAccountIsStampedAgainAndWhatIsNotCopiedBackIsReported() {
        Account alice = cleared("alice@new.example");
        ForwarderRestore.Line restored = restored(alice);
        assertThat(restored.stands()).isTrue();
        assertThat(restored.cleared()).isNotNull();
        assertThat(restored.text()).contains(ALICE, OURS);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice)).satisfies(stamp -> {
            assertThat(stamp.state()).isEqualTo(ForwarderRecord.State.STANDING);
            assertThat(stamp.restored()).isTrue();
        });
        assertThat(line.events()).contains("restored");
        // Twice is once.
        assertThat(restored(alice).stands()).isTrue();
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
    }

    @Test
    void aRestoredForwarderIsListedAndNotTakenForStaleAndAnotherRunOfTheWaveClearsIt() {
        Account alice = cleared("alice@new.example");
        restored(alice);
        ForwarderList list = ForwarderList.of(world.context);
        assertThat(list.list()).singleElement().satisfies(each -> {
            assertThat(each.stale()).isFalse();
            assertThat(each.why()).contains("restored");
        });
        List<String> told = new ArrayList<>();
        assertThat(list.clearStale(told::add)).isEmpty();
        assertThat(told).isEmpty();
        assertThat(world.forwarder(ALICE)).hasSize(1);

        Account again = line.take("alice@new.example");
        line.matched(again).run("stamp", again).run("clear", again);
        assertThat(world.forwarder(ALICE)).isEmpty();
    }

    /** Its row was matched, and with mailmig.forwarder.adopt the restored forwarder was adopted and cleared in the end. */
    @Test
    void theWayBackKeepsTheRestoredForwarderWhateverTheServersAreCalled() {
        world.set("mailmig.forwarder.on-merge", "true").set("mailmig.forwarder.adopt", "true");
        for (String[] servers : new String[][] {{"old2", null}, {null, null}, {"old2", "new2"}}) {
            Account there = line.take(ControlRow.of(2, "alice@old.example", "alice@new.example", Mode.CLONE)
                    .address("alice@new.example")
                    .servers(servers[0], servers[1])
                    .build());
            line.matched(there).run("stamp", there).run("clear", there);
            line.end(there);
            assertThat(restored(there).stands()).isTrue();

            Account back = line.take(ControlRow.of(2, "alice@new.example", "alice@old.example", Mode.MERGE)
                    .address("alice@new.example")
                    .servers(servers[1] == null ? "target" : servers[1], servers[0] == null ? "source" : servers[0])
                    .build());
            line.matched(back).run("stamp", back).run("clear", back);
            assertThat(world.forwarder(ALICE)).containsExactly(OURS);
            assertThat(back.getResult().forwarder).isEqualTo(ForwarderState.NONE);
            line.end(back);
            Account again = line.take(there.getRow());
            line.matched(again).run("stamp", again).run("clear", again);
            line.end(again);
            assertThat(world.forwarder(ALICE)).as("moved again").isEmpty();
        }
    }

    @Test
    void anAdoptedValueIsPutBackAsItWasFound() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, "smtp:Alice@Old.example");
        Account alice = cleared("alice@new.example");
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(restored(alice).stands()).isTrue();
        assertThat(world.forwarder(ALICE)).containsExactly("smtp:Alice@Old.example");
    }

    @Test
    void whatAnotherClientSetInTheMeantimeStaysAndIsReported() {
        Account alice = cleared("alice@new.example");
        world.forward(ALICE, "SMTP:boss@elsewhere.example");
        ForwarderRestore.Line restored = restored(alice);
        assertThat(restored.stands()).isFalse();
        assertThat(restored.failed()).isTrue();
        assertThat(restored.text()).contains("boss@elsewhere.example");
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:boss@elsewhere.example");
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
    }

    @Test
    void anEntryThatWasRenamedOrMovedSinceIsFoundByItsRowAndStampedWhereItIsNow() throws Exception {
        Account alice = cleared("alice@new.example");
        world.rename(ALICE, "uid=alicia");
        String renamed = ALICE.replace("alice", "alicia");
        assertThat(restored(alice)).satisfies(each -> {
            assertThat(each.stands()).isTrue();
            assertThat(each.failed()).isFalse();
            assertThat(each.dn()).isEqualTo(renamed);
            assertThat(each.text()).contains(renamed, OURS, "was " + ALICE);
        });
        assertThat(world.forwarder(renamed)).containsExactly(OURS);
        assertThat(line.stamp(alice).dn()).isEqualTo(renamed);
        // It is ours under its new name: another run of the wave clears it.
        Account again = line.take("alice@new.example");
        line.matched(again).run("stamp", again).run("clear", again);
        assertThat(world.forwarder(renamed)).isEmpty();
    }

    @Test
    void anEntryThatIsGoneForGoodIsReportedWithTheSearch() throws Exception {
        Account alice = cleared("alice@new.example");
        world.delete(ALICE);
        assertThat(restored(alice)).satisfies(each -> {
            assertThat(each.stands()).isFalse();
            assertThat(each.failed()).isTrue();
            assertThat(each.text()).contains("No entry of the directory belongs to", "(mail=alice@new.example)");
        });
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
    }

    @Test
    void accountsUnderWayOrNeverStampedAreLeftAndNamed() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(restored(alice).text()).contains("being processed");

        Account bob = line.take("bob@new.example", Mode.MERGE);
        line.matched(bob).run("stamp", bob).run("clear", bob);
        line.end(bob);
        assertThat(restored(bob)).satisfies(each -> {
            assertThat(each.stands()).isFalse();
            assertThat(each.text()).contains("never stamped");
        });
        assertThat(world.forwarder(BOB)).isEmpty();
    }

    @Test
    void aReplyThatIsLostIsReadBackAndADirectoryThatIsDownKeepsNoOtherAccountBack() {
        Account alice = cleared("alice@new.example");
        world.mood.silentModifies.set(1);
        assertThat(restored(alice).stands()).isTrue();

        Account bob = cleared("bob@new.example");
        world.mood.refuseModifies.add(52);
        ForwarderRestore.Line failed = restored(bob);
        assertThat(failed.failed()).isTrue();
        assertThat(failed.text()).startsWith("bob@old.example");
        // The ledger records that it may be set, and the same command resumes.
        assertThat(restored(bob).stands()).isTrue();
        assertThat(world.forwarder(BOB)).containsExactly("SMTP:bob@old.example");
    }

    @Test
    void aRollBackThatCameHalfWayStillKnowsSinceWhenTheTargetWasReached() {
        Account alice = cleared("alice@new.example");
        Instant reached = line.stamp(alice).cleared();
        assertThat(reached).isNotNull();
        world.mood.refuseModifies.add(52);
        assertThat(restored(alice).stands()).isFalse();
        assertThat(restored(alice)).satisfies(again -> {
            assertThat(again.stands()).isTrue();
            assertThat(again.cleared()).isEqualTo(reached);
        });
        assertThat(restored(alice).cleared()).isEqualTo(reached);
    }

    /** A resumed run copies what has reached the source since, clears and sweeps. */
    @Test
    void anAccountThatEndedAtItsSweepStartsAgainAfterARollBack() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        alice.getResult().outcome = Outcome.PARTIAL;
        line.ledger.leases().end(alice);
        line.ledger.waves().endIfComplete(alice.getWave());
        assertThat(restored(alice).stands()).isTrue();

        line.ledger.queue().retry(alice.getWave(), null);
        Account again = line.again(alice);
        assertThat(again.getStep()).isEqualTo(Step.MATCH);
        line.matched(again).run("stamp", again);
        again.setStep(Step.CLEAR);
        line.run("clear", again);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(again.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(again.getStep()).isEqualTo(Step.SWEEP);
    }

    @Test
    void forwardersIntoOurDomainThatThisLedgerDoesNotKnowAreFoundInTheDirectory() {
        Instant before = Instant.now().minusSeconds(1);
        world.forward(ALICE, "SMTP:alice@OLD.example");
        world.forward(BOB, "SMTP:bob@elsewhere.example");
        assertThat(ForwarderList.of(world.context).unknown()).singleElement().satisfies(unknown -> {
            assertThat(unknown.dn()).isEqualTo(ALICE);
            assertThat(unknown.address()).isEqualTo("alice@new.example");
            assertThat(unknown.attribute()).isEqualTo("targetAddress");
            assertThat(unknown.value()).isEqualTo("SMTP:alice@OLD.example");
            assertThat(unknown.changed()).isBetween(before, Instant.now());
        });
    }
}
