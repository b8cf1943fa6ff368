// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealMta;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** Waves that hold: synced while the owners work at the source, completed once. With live mail through a real MTA. */
@RealMta
class HeldWaveIT {
    private static final int PASSES = Integer.getInteger("mailmig.passes", 6);
    private static final int SEED = 2004;

    @TempDir
    Path dir;

    private MailWorld world;
    private String anna;
    private String bert;

    @BeforeEach
    void takeWorld() {
        world = new MailWorld(Dovecot.start(DovecotOptions.named("held")));
        anna = world.user("anna", 0, "clone");
        bert = world.user("bert", 0, "merge");
        for (String user : List.of(anna, bert)) {
            new Mailbox(world.source, user).append(Mail.of("old", "1"));
        }
    }

    @AfterEach
    void stopWorld() {
        world.close();
        world.target.stop();
    }

    private Migration migration() {
        return world.migration(dir)
                .with("mailmig.forwarder.on-merge", "true")
                .with("mailmig.forwarder.settle", "1000")
                .with("mailmig.sweep.wait", "2s")
                .with("mailmig.sweep.interval", "500");
    }

    private static void ends(Migration.Ended ended, int exit) {
        assertThat(ended.exit()).describedAs(ended.output()).isEqualTo(exit);
    }

    private void arrives(String user, String subject) {
        world.send(user, subject);
        world.mta.drain();
    }

    private List<String> source(String user) {
        return world.subjects(world.source, user);
    }

    private List<String> target(String user) {
        return world.subjects(world.target, user);
    }

    private static Migration.Ended wave(Migration migration, String... arguments) {
        return migration.command(Stream.concat(Stream.of("wave", "wave-1"), Arrays.stream(arguments))
                .toList());
    }

    @Test
    void ownersKeepWorkingAtTheSourceUntilTheWaveIsCompleted() {
        Migration migration = migration();
        ends(migration.run(world.rows(), "--hold"), 0);
        assertThat(world.isStamped(anna) && world.isStamped(bert)).isTrue();

        arrives(anna, "while synced");
        assertThat(source(anna)).containsExactly("old", "while synced");
        assertThat(target(anna)).containsExactly("old");

        Migration.Ended synced = wave(migration, "sync", anna);
        ends(synced, 0);
        assertThat(target(anna)).containsExactly("old", "while synced");
        assertThat(world.isStamped(anna) && world.isStamped(bert)).isTrue();

        Migration.Ended again = migration.run(world.rows());
        ends(again, 2);
        assertThat(again.output()).contains("wave-1 complete");
        assertThat(world.isStamped(anna) && world.isStamped(bert)).isTrue();

        arrives(bert, "before the completion");
        Migration.Ended completed = wave(migration, "complete");
        ends(completed, 0);
        assertThat(completed.report().path("outcome").asText()).isEqualTo("DONE");
        assertThat(world.isStamped(anna) || world.isStamped(bert)).isFalse();
        arrives(anna, "after");
        arrives(bert, "after");
        assertThat(target(anna)).containsExactly("old", "while synced", "after");
        assertThat(target(bert)).containsExactlyInAnyOrder("old", "before the completion", "after");
        assertThat(source(anna)).doesNotContain("after");
        assertThat(completed.account(anna).path("copied").asLong()).isEqualTo(2);
        assertThat(completed.account(bert).path("copied").asLong()).isEqualTo(2);
    }

    @Test
    void oneAccountIsCompletedAndTheOtherStaysSynced() {
        Migration migration = migration();
        ends(migration.run(world.rows(), "--hold"), 0);
        ends(wave(migration, "complete", anna), 0);
        assertThat(world.isStamped(anna)).isFalse();
        assertThat(world.isStamped(bert)).isTrue();

        Migration.Ended shown = wave(migration);
        assertThat(shown.output()).contains("1 of 2 accounts synced, 1 ended");
        ends(wave(migration, "complete"), 0);
        assertThat(world.isStamped(bert)).isFalse();
    }

    @Test
    void aCompletionThatFailsLeavesTheAccountSynced() {
        Migration migration = migration().with("mailmig.redelivery.attempts", "1");
        ends(migration.run(world.rows(anna), "--hold"), 0);
        world.target.stop();
        Migration.Ended failed;
        try {
            failed = wave(migration, "complete");
        } finally {
            world.target.start();
        }
        ends(failed, 2);
        assertThat(world.isStamped(anna)).isTrue();
        arrives(anna, "after the failure");
        assertThat(source(anna)).contains("after the failure");

        ends(wave(migration, "complete"), 0);
        assertThat(world.isStamped(anna)).isFalse();
        assertThat(target(anna)).containsExactly("old", "after the failure");
    }

    @Test
    void serveSyncsAgainAndCompletesWhenTheTimeHasCome() {
        Migration migration = migration().with("mailmig.wave.sync-every", "1s");
        ends(migration.run(world.rows(anna), "--hold"), 0);
        Migration.Running serve = migration.begin(List.of("serve"));
        try {
            arrives(anna, "synced by serve");
            await("the pass").atMost(Hanging.AFTER).until(() -> target(anna).contains("synced by serve"));
            assertThat(world.isStamped(anna)).isTrue();
            String soon =
                    Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS).toString();
            ends(wave(migration, "complete", "--after", soon), 0);
            await("the completion").atMost(Hanging.AFTER).until(() -> !world.isStamped(anna));
            migration.inLedger(ledger ->
                    await("the end").atMost(Hanging.AFTER).until(() -> state(ledger) == AccountState.State.ENDED));
        } finally {
            serve.kill();
        }
        assertThat(target(anna)).containsExactly("old", "synced by serve");
    }

    @Test
    void aRollBackSendsNewMailToTheSourceAndCopiesBackWhatTheTargetGot() {
        Migration migration = migration();
        ends(migration.run(world.rows()), 0);
        arrives(anna, "at the target");
        Migration.Ended preview = wave(migration, "roll-back");
        ends(preview, 0);
        assertThat(preview.output()).contains("2 accounts would be rolled back", "--yes");
        assertThat(world.isStamped(anna)).isFalse();

        ends(wave(migration, "roll-back", "--yes"), 0);

        assertThat(world.isStamped(anna) && world.isStamped(bert)).isTrue();
        arrives(anna, "rolled back");
        assertThat(source(anna)).containsExactly("old", "at the target", "rolled back");
        assertThat(source(bert)).containsExactly("old");
        assertThat(target(anna)).containsExactly("old", "at the target");
        ends(wave(migration, "roll-back", "--yes"), 0);
        assertThat(source(anna)).containsExactly("old", "at the target", "rolled back");
    }

    private AccountState.State state(Ledger ledger) {
        return ledger.accounts().find("wave-1", anna).orElseThrow().state();
    }

    /** Mail arrives before and during each pass, and each third pass is killed. */
    @Test
    void manyPassesAndKillsLoseNothingAndDoubleNothing() throws Exception {
        Random random = new Random(SEED);
        Migration migration = migration();
        ends(migration.run(world.rows(), "--hold"), 0);
        List<String> expected = new ArrayList<>(List.of("old"));
        for (int pass = 1; pass <= PASSES; pass++) {
            expected.add("before " + pass);
            expected.add("during " + pass);
            world.send(anna, "before " + pass);
            world.send(bert, "before " + pass);
            Migration.Running run = migration.begin(List.of("wave", "wave-1", "sync"));
            if (pass % 3 == 0) {
                Thread.sleep(Duration.ofMillis(1500 + random.nextInt(2500)).toMillis());
                run.kill();
            }
            world.send(anna, "during " + pass);
            world.send(bert, "during " + pass);
            if (pass % 3 != 0) {
                ends(run.ended(), 0);
            }
            world.mta.drain();
            assertThat(world.isStamped(anna) && world.isStamped(bert))
                    .as("forwarders after pass %d", pass)
                    .isTrue();
        }
        Migration.Ended completed = wave(migration, "complete");
        ends(completed, 0);
        arrives(anna, "after");
        arrives(bert, "after");
        expected.add("after");
        for (String user : List.of(anna, bert)) {
            assertThat(target(user)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(source(user)).doesNotContain("after");
            assertThat(world.isStamped(user)).isFalse();
        }
    }
}
