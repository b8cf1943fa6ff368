// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;

import com.unboundid.ldap.sdk.Attribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.ForwarderList;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;
import org.mailmig.servers.Balancer;

/** The stamp went to one of two domain controllers, the clear was asked of the other: "cleared", and the value stayed for good. */
class TwoServersBehindOneNameIT {
    private static final String OURS = "SMTP:alice@old.example";
    private DirectoryWorld one;
    private DirectoryWorld two;
    private Balancer balancer;
    private Balancer second;
    private final List<DirectoryWorld> more = new ArrayList<>();
    private final List<Balancer> balancers = new ArrayList<>();
    private LineWorld line;

    private void open(boolean named) throws Exception {
        one = new DirectoryWorld(named ? List.of(new Attribute("dnsHostName", "dc1.new.example")) : List.of());
        two = new DirectoryWorld(named ? List.of(new Attribute("dnsHostName", "dc2.new.example")) : List.of());
        balancer = new Balancer("127.0.0.1", 0, one.port(), two.port());
        one.set("mailmig.directory.url", "ldap://127.0.0.1:" + balancer.port());
        line = new LineWorld(one.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        balancer.close();
        if (second != null) {
            second.close();
        }
        for (Balancer each : balancers) {
            each.close();
        }
        for (DirectoryWorld each : more) {
            each.close();
        }
        one.close();
        two.close();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void whatWasSetInEitherIsGoneFromBothOnceItIsSaidToBeCleared(boolean named, boolean turned) throws Exception {
        open(named);
        Account alice = stamped();
        assertThat(one.forwarder(ALICE).size() + two.forwarder(ALICE).size()).isPositive();
        if (turned) { // whoever's turn it is
            balancer.to(two.port(), one.port());
        } else {
            balancer.to(one.port(), two.port());
        }
        line.run("clear", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getResult().warnings).isEmpty();
        assertThat(one.forwarder(ALICE)).isEmpty();
        assertThat(two.forwarder(ALICE)).isEmpty();
    }

    @Test
    void theServerOfAStampIsWrittenDownAndListed() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld holder = one.forwarder(ALICE).isEmpty() ? two : one;
        assertThat(line.stamp(alice).server().name()).isEqualTo(holder == one ? "dc1.new.example" : "dc2.new.example");
        for (int i = 0; i < 4; i++) {
            assertThat(ForwarderList.of(one.context).list()).singleElement().satisfies(each -> assertThat(each.now())
                    .containsExactly(OURS));
        }
    }

    @Test
    void whileTheServerOfTheStampIsDownNothingIsSaidToBeCleared() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld holder = one.forwarder(ALICE).isEmpty() ? two : one;
        holder.stopServer();
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(TransientException.class)
                .matches(e -> ((TransientException) e).isUntilDone());
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.KEPT);
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @Test
    void aNameThatLeadsElsewhereNowLeavesTheForwarderKeptAndNamesTheServer() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld other = one.forwarder(ALICE).isEmpty() ? one : two;
        balancer.to(other.port());
        assertThatThrownBy(() -> line.run("clear", alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(other == one ? "dc2.new.example" : "dc1.new.example")
                .extracting(e -> ((PermanentException) e).outcome())
                .isEqualTo(Outcome.PARTIAL);
        assertThat(ForwarderList.of(one.context).list()).singleElement().satisfies(each -> assertThat(each.fault())
                .contains("no longer reaches the server"));
    }

    @Test
    void whereTheValueWasReplicatedTheRemovalIsAskedOfTheOtherAndTheFirstIsNamed() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld other = one.forwarder(ALICE).isEmpty() ? one : two;
        other.forward(ALICE, OURS);
        balancer.to(other.port());
        line.run("clear", alice);
        assertThat(other.forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().warnings)
                .singleElement()
                .asString()
                .contains("dc1.new.example", "dc2.new.example", "could not be asked");
    }

    @Test
    void anotherServerThatStillShowsTheValueAfterTheClearIsNamed() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld other = one.forwarder(ALICE).isEmpty() ? one : two;
        other.forward(ALICE, OURS);
        line.run("clear", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getResult().warnings)
                .singleElement()
                .asString()
                .contains(other == one ? "dc1.new.example" : "dc2.new.example", "still shows " + OURS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofANameWithTwoAddressesTheOneOfTheStampIsAskedWhateverTheirOrder(boolean named) throws Exception {
        open(named);
        balancer.to(one.port());
        second = new Balancer("127.0.0.2", balancer.port(), two.port());
        one.set("mailmig.directory.url", "ldap://dc.new.example:" + balancer.port());
        one.set("mailmig.directory.tls", "none");
        one.resolve("dc.new.example", "127.0.0.1", "127.0.0.2");
        Account alice = stamped();
        assertThat(one.forwarder(ALICE)).containsExactly(OURS);
        assertThat(two.forwarder(ALICE)).isEmpty();

        DirectoryWorld later = new DirectoryWorld(); // another process, which sees the addresses turned round
        try {
            LineWorld other = new LineWorld(later.context, line.ledger);
            later.set("mailmig.directory.url", "ldap://dc.new.example:" + balancer.port());
            later.set("mailmig.directory.tls", "none");
            later.resolve("dc.new.example", "127.0.0.2", "127.0.0.1");
            other.run("clear", alice);
        } finally {
            later.close();
        }
        assertThat(one.forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
    }

    @Test
    void behindABalancerOfMoreThanFourTheOneOfTheStampIsMetAtEachStep() throws Exception {
        open(true);
        for (int i = 3; i <= 7; i++) {
            more.add(new DirectoryWorld(List.of(new Attribute("dnsHostName", "dc" + i + ".new.example"))));
        }
        List<Integer> ports = new ArrayList<>(List.of(one.port(), two.port()));
        more.forEach(each -> ports.add(each.port()));
        balancer.to(ports.toArray(Integer[]::new));
        Account alice = stamped();
        for (int i = 0; i < 8; i++) { // each time the next one's turn
            balancer.to(ports.toArray(Integer[]::new));
            Collections.rotate(ports, 1);
            alice.setStep(Step.STAMP);
            line.run("stamp", alice);
        }
        line.run("clear", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getResult().warnings).isEmpty();
        assertThat(one.forwarder(ALICE)).isEmpty();
        assertThat(two.forwarder(ALICE)).isEmpty();
        assertThat(more).allSatisfy(each -> assertThat(each.forwarder(ALICE)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofMoreThanEightAddressesTheOneOfTheStampIsAskedFirst(boolean named) throws Exception {
        open(named);
        balancer.to(one.port());
        one.set("mailmig.directory.url", "ldap://dc.new.example:" + balancer.port());
        one.set("mailmig.directory.tls", "none");
        one.resolve("dc.new.example", "127.0.0.1");
        Account alice = stamped();
        String[] addresses = new String[10];
        addresses[9] = "127.0.0.1";
        for (int i = 0; i < 9; i++) {
            addresses[i] = "127.0.0." + (i + 2);
            balancers.add(new Balancer(addresses[i], balancer.port(), two.port()));
        }
        try (DirectoryWorld later = new DirectoryWorld()) {
            LineWorld other = new LineWorld(later.context, line.ledger);
            later.set("mailmig.directory.url", "ldap://dc.new.example:" + balancer.port());
            later.set("mailmig.directory.tls", "none");
            later.resolve("dc.new.example", addresses);
            alice.setStep(Step.STAMP);
            other.run("stamp", alice).run("clear", alice);
            assertThat(alice.getResult().warnings)
                    .filteredOn(text -> text.startsWith("2 servers behind the name dc.new.example could not be asked"))
                    .hasSize(1);
        }
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(one.forwarder(ALICE)).isEmpty();
        assertThat(two.forwarder(ALICE)).isEmpty();
    }

    @Test
    void atTheStampAServerThatIsNotMetIsReplacedByOneThatShowsTheValueOrWaitedFor() throws Exception {
        open(true);
        Account alice = stamped();
        DirectoryWorld other = one.forwarder(ALICE).isEmpty() ? one : two;
        balancer.to(other.port());
        alice.setStep(Step.STAMP);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining(other == one ? "dc2.new.example" : "dc1.new.example");
        assertThat(other.forwarder(ALICE)).isEmpty();
        other.forward(ALICE, OURS);
        line.run("stamp", alice);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.STAMPED);
        assertThat(line.stamp(alice).server().name()).isEqualTo(other == one ? "dc2.new.example" : "dc1.new.example");
    }

    @Test
    void aRollBackThatIsRefusedLeavesTheServerOfTheOtherWaveSStamp() throws Exception {
        open(true);
        Account alice = stamped();
        ForwarderRecord stamp = line.stamp(alice);
        ForwarderRecord elsewhere = new ForwarderRecord(
                stamp.mailbox(),
                stamp.wave(),
                stamp.account(),
                stamp.dn(),
                stamp.attribute(),
                stamp.value(),
                stamp.state(),
                stamp.adopted(),
                stamp.since(),
                stamp.replaced(),
                true,
                stamp.cleared(),
                new StampServer("dc9.new.example", "127.0.0.9:389"));
        assertThat(line.ledger.forwarders().restore(elsewhere)).isFalse();
        assertThat(line.stamp(alice)).isEqualTo(stamp);

        line.run("clear", alice);
        line.end(alice);
        assertThat(line.ledger.forwarders().restore(elsewhere)).isTrue();
        assertThat(line.stamp(alice).server()).isEqualTo(elsewhere.server());
    }

    private Account stamped() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.CLEAR);
        return alice;
    }
}
