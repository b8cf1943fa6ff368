// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.Outcome;

class ForwarderListTest {
    private DirectoryWorld world;
    private LineWorld line;
    private ForwarderList forwarders;
    private Account alice;
    private Account bob;

    @BeforeEach
    void stampTwoAccounts() throws Exception {
        world = new DirectoryWorld();
        line = new LineWorld(world.context);
        forwarders = ForwarderList.of(world.context);
        alice = line.take("alice@new.example");
        bob = line.take("bob@new.example");
        line.matched(alice).run("stamp", alice).matched(bob).run("stamp", bob);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    @Test
    void everyForwarderInPlaceIsListedWithItsPresentValue() {
        world.forward(BOB, "SMTP:somebody@elsewhere.example");
        assertThat(forwarders.list())
                .extracting(line -> line.stamp().dn(), line -> line.now().get(0), ForwarderList.Line::stale)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ALICE, "SMTP:alice@old.example", false),
                        org.assertj.core.groups.Tuple.tuple(BOB, "SMTP:somebody@elsewhere.example", false));
    }

    @Test
    void whatIsBeingWorkedOnIsLeftAlone() {
        assertThat(cleared()).isEmpty();
        assertThat(world.forwarder(ALICE)).hasSize(1);
    }

    @Test
    void aForwarderLeftBehindIsClearedAndOneThatWasKeptStaysUntilItIsAskedFor() {
        end(alice, Outcome.DONE);
        end(bob, Outcome.FAILED);
        assertThat(cleared()).singleElement().asString().contains(ALICE);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(world.forwarder(BOB)).hasSize(1);
        assertThat(forwarders.list())
                .singleElement()
                .extracting(ForwarderList.Line::why)
                .asString()
                .contains("FAILED");

        assertThat(cleared()).isEmpty();
        assertThat(world.forwarder(BOB)).hasSize(1);

        world.change(BOB, "delete: targetAddress");
        assertThat(cleared()).singleElement().asString().contains(BOB);
        assertThat(forwarders.list()).isEmpty();
        assertThat(line.ledger.forwarders().isPastClear(bob.getMailbox())).isFalse();
    }

    @Test
    void oneThatTheDirectoryDoesNotLetGoIsAFaultAndKeepsNoOtherBack() {
        end(alice, Outcome.DONE);
        end(bob, Outcome.REFUSED);
        world.mood.refuseModifies.add(50);
        List<String> told = new ArrayList<>();
        assertThat(forwarders.clearStale(told::add)).singleElement().asString().startsWith("alice@old.example: ");
        assertThat(told).singleElement().asString().contains(BOB);
        assertThat(world.forwarder(ALICE)).hasSize(1);
        assertThat(forwarders.list()).extracting(line -> line.stamp().dn()).containsExactly(ALICE);
    }

    private List<String> cleared() {
        List<String> told = new ArrayList<>();
        assertThat(forwarders.clearStale(told::add)).isEmpty();
        return told;
    }

    private void end(Account account, Outcome outcome) {
        account.getResult().outcome = outcome;
        line.ledger.leases().end(account);
        line.ledger.waves().endIfComplete(account.getWave());
    }
}
