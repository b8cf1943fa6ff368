// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;

/** The clear and the taking back, with everything that happens to the value in between. */
class ForwarderClearTest {
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

    @Test
    void aClearWhoseReplyWasLostIsReadBack() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.mood.silentModifies.set(1);
        line.run("clear", alice);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void aServerThatIsDownAtTheClearLeavesTheClearToBeDone() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.CLEAR);
        world.mood.refuseModifies.add(52);
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("source");
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.KEPT);
        assertThat(alice.getStep()).isEqualTo(Step.CLEAR);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
    }

    @Test
    void aClearThatIsNotAllowedEndsPartialWithTheForwarderKept() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.mood.refuseModifies.add(50);
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(PermanentException.class)
                .extracting(e -> ((PermanentException) e).outcome())
                .isEqualTo(Outcome.PARTIAL);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.KEPT);
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @Test
    void aValueThatAnotherClientChangedStaysAndIsReported() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.forward(ALICE, "SMTP:somebody@elsewhere.example");
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:somebody@elsewhere.example");
        assertThat(alice.getResult().warnings).singleElement().asString().contains("somebody@elsewhere.example");
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
    }

    @Test
    void aValueThatIsGoneAlreadyIsCleared() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.change(ALICE, "delete: targetAddress");
        line.run("clear", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void theForwarderOfAnEntryThatWasRenamedIsFoundAndCleared() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.rename(ALICE, "uid=alice.smith");
        line.run("clear", alice);
        assertThat(world.forwarder("uid=alice.smith,ou=people,dc=new,dc=example"))
                .isEmpty();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
    }

    /** Out of the part of the tree in which accounts are looked for. */
    @Test
    void soIsThatOfAnEntryThatWasMovedOutOfTheBase() throws Exception {
        world.set("mailmig.directory.base", "ou=people,dc=new,dc=example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.add("dn: ou=leavers,dc=new,dc=example", "objectClass: organizationalUnit", "ou: leavers");
        world.move(ALICE, "uid=alice", "ou=leavers,dc=new,dc=example");
        line.run("clear", alice);
        assertThat(world.forwarder("uid=alice,ou=leavers,dc=new,dc=example")).isEmpty();
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void theForwarderOfAnEntryThatWasDeletedIsGoneWithAWarning() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.delete(ALICE);
        line.run("clear", alice);
        assertThat(alice.getResult().warnings).singleElement().asString().contains("gone");
    }

    @Test
    void aDeletedEntrysValueInAnotherEntryCannotBeAttributed() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.delete(ALICE);
        world.forward(BOB, OURS);
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(BOB)
                .hasMessageContaining("column dn")
                .extracting(e -> ((PermanentException) e).outcome())
                .isEqualTo(Outcome.PARTIAL);
        assertThat(world.forwarder(BOB)).containsExactly(OURS);
        assertThat(line.ledger.forwarders().open()).as("and is still listed").hasSize(1);
    }

    @Test
    void anotherAccountSForwarderToTheSameAddressStaysWhenTheEntryWasDeleted() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        Account bob = line.take(ControlRow.of(2, "bob@old.example", "bob@new.example", Mode.CLONE)
                .address("bob@new.example")
                .forwardAddress("alice@old.example")
                .build());
        line.matched(bob).run("stamp", bob);
        world.delete(ALICE);
        line.run("clear", alice);
        assertThat(world.forwarder(BOB)).containsExactly(OURS);
        assertThat(alice.getResult().warnings).singleElement().asString().contains("gone", "other accounts");
    }

    @Test
    void anAccountRefusedAfterItsStampLeavesNoTraceAndIsStampedAgainWhenItIsRetried() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("unstamp", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isFalse();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);

        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
    }

    @Test
    void takingBackAnAdoptedStampLeavesTheValueAsItWasFound() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, OURS);
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("unstamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void takingBackDoesNothingWhereNothingWasStampedOrTheAccountIsPastItsClear() {
        Account alice = line.take("alice@new.example");
        line.run("unstamp", alice);
        line.matched(alice).run("stamp", alice).run("clear", alice).run("unstamp", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(world.mood.modifies).hasValue(2);
    }

    @Test
    void aWorkerThatDiedAfterTheClearIsFollowedByOneThatInformsTheSweep() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        world.change(ALICE, "delete: targetAddress");
        line.ledger.forwarders().cleared(alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.STAMPED);
        line.run("clear", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
    }
}
