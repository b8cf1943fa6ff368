// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.ForwarderList;
import org.mailmig.directory.ForwarderRestore;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;

/** One server is written to, the MTA reads another; the test replicates between them. */
class MtaDirectoryCheckTest {
    private static final String OURS = "SMTP:alice@old.example";
    private DirectoryWorld world;
    private DirectoryWorld read;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        read = new DirectoryWorld();
        world.set("mailmig.directory.read-url", read.url()).set("mailmig.directory.read-interval", "1h");
        line = new LineWorld(world.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
        read.close();
    }

    @Test
    void aStampCountsOnceTheMtaSServerShowsIt() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        assertThat(line.exchange("stamp", alice).isRouteStop()).isTrue();
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.INTENDED);
        assertThat(line.ledger.leases().take(alice.getWave(), alice.getAccount()))
                .isEmpty(); // parked

        read.forward(ALICE, OURS);
        Account back = line.again(alice);
        line.matched(back);
        assertThat(line.exchange("stamp", back).isRouteStop()).isFalse();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
        assertThat(back.getStep()).isEqualTo(Step.COPY);
        assertThat(read.mood.modifies).hasValue(0);
    }

    @Test
    void aStampThatNeverShowsIsAnErrorThatNamesBothServers() {
        world.set("mailmig.directory.read-within", "0");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        assertThatThrownBy(() -> {
                    line.run("stamp", alice);
                    Thread.sleep(5);
                    line.run("stamp", alice);
                })
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(world.url())
                .hasMessageContaining(read.url());
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.INTENDED);
    }

    @Test
    void theSweepWaitsUntilTheMtaSServerHasLostTheValue() {
        Account alice = stamped();
        Exchange clear = line.exchange("clear", alice);
        assertThat(clear.isRouteStop()).isTrue();
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();

        read.change(ALICE, "delete: targetAddress");
        Account back = line.again(alice);
        assertThat(line.exchange("clear", back).isRouteStop()).isFalse();
        assertThat(back.getStep()).isEqualTo(Step.SWEEP);
        assertThat(back.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
    }

    @Test
    void soItDoesWhereTheStampIsAnEarlierWaveS() {
        Account failed = stamped();
        failed.getResult().outcome = Outcome.FAILED;
        line.ledger.leases().end(failed);
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(line.stamp(alice).wave()).isNotEqualTo(alice.getWave());
        assertThat(line.exchange("clear", alice).isRouteStop()).isTrue();
    }

    @Test
    void aClearThatNeverShowsEndsPartial() throws Exception {
        Account alice = stamped();
        line.run("clear", alice);
        Account back = line.again(alice);
        world.set("mailmig.directory.read-within", "0");
        Thread.sleep(5);
        assertThatThrownBy(() -> line.run("clear", back))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(read.url())
                .extracting(e -> ((PermanentException) e).outcome())
                .isEqualTo(Outcome.PARTIAL);
    }

    @Test
    void whileTheMtaSServerIsDownTheAccountComesBackForItsClearWithoutEnd() {
        Account alice = stamped();
        read.stopServer();
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(TransientException.class)
                .matches(e -> ((TransientException) e).isUntilDone());
    }

    @Test
    void aStampThatIsTakenBackReportsWhereTheMtasServerStillShowsIt() {
        Account alice = stamped();
        line.run("unstamp", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().warnings)
                .singleElement()
                .asString()
                .contains(read.url(), "still shows " + OURS, "until it is replicated");
    }

    @Test
    void aRollBackCountsOnceTheMtaSServerShowsIt() {
        Account alice = cleared();
        world.set("mailmig.directory.read-interval", "10ms").set("mailmig.directory.read-within", "200ms");
        assertThat(ForwarderRestore.of(world.context, alice.getWave()))
                .singleElement()
                .satisfies(restored -> {
                    assertThat(restored.stands()).isTrue();
                    assertThat(restored.failed()).isTrue();
                    assertThat(restored.text()).contains(read.url(), "does not show " + OURS + " yet");
                });
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);

        read.forward(ALICE, OURS);
        assertThat(ForwarderRestore.of(world.context, alice.getWave()))
                .singleElement()
                .satisfies(restored -> assertThat(restored.failed()).isFalse());
    }

    @Test
    void aStaleForwarderIsClearedOnceTheMtaSServerHasLostIt() throws Exception {
        world.set("mailmig.directory.read-interval", "10ms").set("mailmig.directory.read-within", "200ms");
        Account alice = stamped();
        line.end(alice);
        List<String> told = new ArrayList<>();
        assertThat(ForwarderList.of(world.context).clearStale(told::add))
                .singleElement()
                .asString()
                .contains(read.url(), "still shows " + OURS);
        assertThat(told).hasSize(1);

        read.change(ALICE, "delete: targetAddress");
        line.ledger.forwarders().standing(alice);
        world.set("mailmig.directory.read-within", "1m");
        assertThat(ForwarderList.of(world.context).clearStale(told::add)).isEmpty();
    }

    private Account cleared() {
        Account alice = stamped();
        read.change(ALICE, "delete: targetAddress");
        line.run("clear", alice);
        line.end(alice);
        return alice;
    }

    private Account stamped() {
        read.forward(ALICE, OURS);
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.CLEAR);
        return alice;
    }
}
