// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;
import static org.mailmig.directory.DirectoryWorld.CAROL;

import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;

/** The stamp, with everything that a directory, an administrator and a dying process do to it. */
class ForwarderStampTest {
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
    void aStampIsInTheDirectoryAndInTheLedgerAndTheClearRemovesIt() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice)).satisfies(stamp -> {
            assertThat(stamp.state()).isEqualTo(ForwarderRecord.State.STANDING);
            assertThat(stamp.dn()).isEqualTo(ALICE);
            assertThat(stamp.value()).isEqualTo(OURS);
        });
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.STAMPED);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(line.events()).contains("stamped");

        alice.setStep(Step.CLEAR);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getStep()).isEqualTo(Step.SWEEP);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void theLedgerKnowsOfTheStampBeforeTheDirectoryDoes() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        ForwarderRecord[] seen = new ForwarderRecord[1];
        world.mood.beforeModifies.add(() -> seen[0] = line.stamp(alice));
        line.run("stamp", alice);
        assertThat(seen[0].state()).isEqualTo(ForwarderRecord.State.INTENDED);
        assertThat(seen[0].value()).isEqualTo(OURS);
    }

    @Test
    void aMergeIsStampedOnlyIfConfigured() {
        Account alice = line.take("alice@new.example", Mode.MERGE);
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);

        world.set("mailmig.forwarder.on-merge", "true");
        alice.setStep(Step.STAMP);
        line.run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
    }

    @Test
    void withoutADomainNothingIsStampedAndTheClearIsPassedAllTheSame() {
        world.set("mailmig.forwarder.domain", "");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void withoutADirectoryEverythingPassesWithANote() {
        world.set("mailmig.directory.url", "");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        assertThat(world.mood.binds).hasValue(0);
        assertThat(line.events()).contains("directory");
        assertThat(alice.getResult().warnings).singleElement().asString().contains("mailmig.directory.url");

        world.set("mailmig.forwarder.domain", "");
        Account bob = line.take("bob@new.example");
        line.matched(bob).run("stamp", bob).run("clear", bob);
        assertThat(bob.getResult().warnings).isEmpty();
    }

    @Test
    void anAccountPastItsClearIsNeverStampedAgain() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        alice.setStep(Step.MATCH);
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMTP:somebody@elsewhere.example", "SMTP:alice@old.example", "smtp:ALICE@old.example"})
    void aValueThatWeDidNotSetRefusesTheAccountBeforeAndAtTheStamp(String value) {
        world.forward(ALICE, value);
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(ALICE)
                .hasMessageContaining(value);
        alice.setDn(ALICE);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(RefusedException.class);
        assertThat(world.forwarder(ALICE)).containsExactly(value);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void aValueThatLeadsToThisSourceIsAdoptedIfAllowedAndClearedInTheEnd() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, "smtp:Alice@old.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(line.stamp(alice).adopted()).isTrue();
        assertThat(world.mood.modifies).hasValue(0);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
    }

    @Test
    void anAdoptedValueMakesRoomForWhatTheAttributeHoldsByItself() {
        world.set("mailmig.forwarder.adopt", "true").set("mailmig.forwarder.resting", "SMTP:%s");
        world.forward(ALICE, "smtp:Alice@old.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:alice@new.example");
    }

    @Test
    void aValueThatLeadsElsewhereIsNotAdopted() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, "SMTP:alice@elsewhere.example");
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice)).isInstanceOf(RefusedException.class);
    }

    @Test
    void anAdministratorWhoIsFasterThanOurModifyWins() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() -> world.forward(ALICE, "SMTP:somebody@elsewhere.example"));
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("somebody@elsewhere.example");
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:somebody@elsewhere.example");
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void ofTwoValuesInAnAttributeThatMayHoldSeveralOursGoesAgain() {
        world.set("mailmig.forwarder.attribute", "mailForwardingAddress").set("mailmig.forwarder.format", "%s");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() ->
                world.change(ALICE, "add: mailForwardingAddress", "mailForwardingAddress: somebody@elsewhere.example"));
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(RefusedException.class);
        assertThat(world.held(ALICE, "mailForwardingAddress")).containsExactly("somebody@elsewhere.example");
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void aStampWhoseReplyWasLostIsReadBackAndNotSentAgain() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.silentModifies.set(1);
        line.run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(1);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void aStampThatWasLostOnItsWayIsSetByTheNextAttemptAndIntendedUntilThen() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.lostModifies.set(1);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(TransientException.class);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.INTENDED);
        assertThat(alice.needs(Step.STAMP)).isTrue();

        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
        assertThat(world.mood.modifies).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "in*", "*"})
    void aCloneThatExcludesTheInboxIsNotForwardedAndReportsIt(String excluded) {
        Account alice = line.take(LineWorld.row("alice@new.example", Mode.CLONE, null).toBuilder()
                .folders(List.of(), List.of(excluded))
                .build());
        line.matched(alice).run("check", alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);
        assertThat(alice.getResult().warnings).singleElement().asString().contains("excludes the INBOX");
    }

    @Test
    void aMergeWhoseFiltersMayExcludeNewMailIsNotForwarded() {
        world.set("mailmig.forwarder.on-merge", "true");
        Account alice = line.take(LineWorld.row("alice@new.example", Mode.MERGE, null).toBuilder()
                .sizes(null, 1000L)
                .build());
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        Account bob = line.take(LineWorld.row("bob@new.example", Mode.MERGE, null).toBuilder()
                .arrived(Instant.parse("2020-01-01T00:00:00Z"), null)
                .folders(List.of("INBOX", "Sent"), List.of("Spam"))
                .build());
        line.matched(bob).run("stamp", bob);
        assertThat(world.forwarder(BOB)).hasSize(1);
    }

    /** The operator stopped, corrected the attribute or the domain, and runs again. */
    @ParameterizedTest
    @CsvSource({"mailmig.forwarder.preset, dovecot", "mailmig.forwarder.domain, older.example"})
    void whatAnotherConfigurationSetGoesBeforeTheNewIsSet(String key, String value) {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.STAMP);
        world.set(key, value);
        line.matched(alice).run("stamp", alice);
        boolean dovecot = value.equals("dovecot");
        assertThat(world.forwarder(ALICE)).isEqualTo(dovecot ? List.of() : List.of("SMTP:alice@older.example"));
        assertThat(world.held(ALICE, "mailForwardingAddress"))
                .isEqualTo(dovecot ? List.of("alice@old.example") : List.of());
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @Test
    void thePresetDovecotWritesABareAddress() {
        world.set("mailmig.forwarder.preset", "dovecot");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice).run("stamp", alice);
        assertThat(world.held(ALICE, "mailForwardingAddress")).containsExactly("alice@old.example");
        assertThat(world.forwarder(ALICE)).isEmpty();
        line.run("clear", alice);
        assertThat(world.held(ALICE, "mailForwardingAddress")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"16", "19", "20"})
    void aRefusalWithAnAttributeThatReadsEmptyIsNeverTakenForAStamp(int code) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("targetAddress");
        // The value may be set where we cannot read it: the ledger keeps it.
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"17, schema", "21, mailmig.forwarder.format", "50, grant", "65, object class"})
    void whatTheDirectoryDoesNotAllowRefusesTheAccountAndNamesWhatToGrant(int code, String help) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(ALICE)
                .hasMessageContaining(help);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void anEntryWithoutTheObjectClassRefusesTheAccount() {
        Account carol = line.take("carol@new.example");
        line.matched(carol);
        assertThatThrownBy(() -> line.run("stamp", carol))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(CAROL)
                .hasMessageContaining("object class");
    }

    @ParameterizedTest
    @CsvSource({"51", "52"})
    void aBusyDirectoryIsAskedAgainLater(int code) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(TransientException.class);
        assertThat(alice.needs(Step.STAMP)).isTrue();
        line.run("stamp", alice);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void aWorkerThatDiedBeforeTheModifyIsFollowedByOneThatStamps() {
        Account alice = line.take("alice@new.example");
        line.ledger.forwarders().intend(alice, ALICE, "targetAddress", OURS, false);
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void aWorkerThatDiedAfterTheModifyIsFollowedByOneThatKnowsTheValueForOurs() {
        Account alice = line.take("alice@new.example");
        line.ledger.forwarders().intend(alice, ALICE, "targetAddress", OURS, false);
        world.forward(ALICE, OURS);
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void whileTheStampSettlesTheAccountIsParkedAndHoldsNoWorker() {
        world.set("mailmig.forwarder.settle", "1h");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        Instant before = Instant.now();
        Exchange exchange = line.exchange("stamp", alice);
        assertThat(exchange.isRouteStop()).isTrue();
        AccountState state =
                line.ledger.accounts().find(alice.getWave(), alice.getAccount()).orElseThrow();
        assertThat(state.notBefore())
                .isBetween(before.plusSeconds(3590), Instant.now().plusSeconds(3600));
        assertThat(line.ledger.leases().take(alice.getWave(), alice.getAccount()))
                .isEmpty();
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
    }

    @Test
    void aStampThatHasSettledIsReadOnceMoreAndPasses() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.STAMP);
        int modifies = world.mood.modifies.get();
        Exchange exchange = line.exchange("stamp", alice);
        assertThat(exchange.isRouteStop()).isFalse();
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(world.mood.modifies).hasValue(modifies);
    }

    @Test
    void anAccountFurtherDownTheLineAsksTheDirectoryNothing() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        int binds = world.mood.binds.get();
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.binds).hasValue(binds);
    }

    /** Stopped between its intent and its modify, while another worker took the account to its end. */
    @Test
    void aWorkerThatThawsAfterTheEndTakesItsLateStampBack() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() -> {
            line.ledger.leases().release(alice);
            Account other = line.ledger
                    .leases()
                    .take(alice.getWave(), alice.getAccount())
                    .orElseThrow();
            line.ledger.forwarders().passedClear(other);
            line.end(other);
        });
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(LeaseLostException.class);
        assertThat(world.mood.modifies).hasValue(2);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void aWorkerThatLostTheAccountWritesNothing() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        line.ledger.leases().release(alice);
        assertThat(line.ledger.leases().take(alice.getWave(), alice.getAccount()))
                .isPresent();
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(LeaseLostException.class);
        assertThat(world.mood.modifies).hasValue(0);
    }

    @Test
    void aRefusedBindStopsEveryAccountAtOnce() {
        Account alice = line.take("alice@new.example");
        Account bob = line.take("bob@new.example");
        world.set("mailmig.directory.password", "wrong");
        assertThatThrownBy(() -> line.matched(alice)).isInstanceOf(PermanentException.class);
        assertThatThrownBy(() -> line.matched(bob)).isInstanceOf(PermanentException.class);
        assertThat(world.mood.binds).hasValue(1);
    }

    @Test
    void twoAccountsWithEntriesOfTheirOwnAreStampedEachInItsOwn() {
        Account alice = line.take("alice@new.example");
        Account bob = line.take("bob@new.example");
        line.matched(alice).matched(bob).run("stamp", alice).run("stamp", bob);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(world.forwarder(BOB)).isEqualTo(List.of("SMTP:bob@old.example"));
    }
}
