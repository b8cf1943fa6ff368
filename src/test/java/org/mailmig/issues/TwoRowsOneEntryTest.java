// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.RefusedException;

/** Two rows matched one entry. For the second, "mailmig did not set" was reported about the forwarder of the first. */
class TwoRowsOneEntryTest {
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
    void anAddressAndAnAliasOfOneWaveAreRefusedWithBothRowsNamed() {
        List<Account> both = line.wave(row(2, "alice@new.example", null), row(3, "a.smith@new.example", null));
        line.matched(both.get(0));
        refused(both.get(1), "line 2", "line 3", "alice@old.example", "a.smith@old.example", ALICE);
        line.run("stamp", both.get(0));
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:alice@old.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UID=ALICE, OU=People,DC=new,DC=example",
                "uid=\\61lice,ou=people,dc=new,dc=example",
                "uid = alice , ou = people,dc=new,dc=example"
            })
    void soIsOneEntryByTwoNames(String dn) {
        List<Account> both = line.wave(row(2, "alice@new.example", ALICE), row(3, "a.smith@new.example", dn));
        line.matched(both.get(0));
        refused(both.get(1), "line 2", "line 3");
    }

    @Test
    void soAreTwoWavesUnderWay() {
        Account first = line.take(row(2, "alice@new.example", null));
        line.matched(first).run("stamp", first);
        Account second = line.take(row(7, "a.smith@new.example", null));
        refused(second, "line 2 of wave " + first.getWave(), "line 7");
    }

    @Test
    void oneWhoseForwarderWasKeptStillHasTheEntryAndOneThatIsDoneHasItNoMore() {
        Account first = line.take(row(2, "alice@new.example", null));
        line.matched(first).run("stamp", first);
        first.getResult().outcome = Outcome.FAILED;
        line.ledger.leases().end(first);
        refused(line.take(row(7, "a.smith@new.example", null)), "alice@old.example", "a.smith@old.example");

        world.change(ALICE, "delete: targetAddress");
        line.ledger.forwarders().cleared(first);
        Account third = line.take(row(8, "asmith@new.example", ALICE).toBuilder()
                .address("a.smith@new.example")
                .build());
        line.matched(third).run("stamp", third);
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:asmith@old.example");
    }

    @Test
    void ofTwoAtTheSameTimeOneIsRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Account> both = line.wave(row(2, "alice@new.example", null), row(3, "a.smith@new.example", null));
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<Boolean>> matched = new ArrayList<>();
            for (Account account : both) {
                matched.add(threads.submit(() -> {
                    start.await();
                    try {
                        line.matched(account);
                        return true;
                    } catch (RefusedException e) {
                        assertThat(e).hasMessageContaining("Two rows lead to one entry");
                        return false;
                    }
                }));
            }
            assertThat(List.of(matched.get(0).get(), matched.get(1).get())).containsExactlyInAnyOrder(true, false);
        } finally {
            threads.shutdownNow();
        }
    }

    private static ControlRow row(int number, String user, String dn) {
        ControlRow row = LineWorld.row(user, Mode.CLONE, dn);
        return ControlRow.of(number, row.sourceUser(), user, Mode.CLONE)
                .address(user)
                .dn(dn)
                .build();
    }

    private void refused(Account account, String... texts) {
        assertThatThrownBy(() -> line.matched(account))
                .isInstanceOf(RefusedException.class)
                .message()
                .contains(texts)
                .doesNotContain("mailmig did not set");
    }
}
