// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealMta;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Smtp;

/** Each edge of docs/mail-flow.md, by a few messages through a real MTA. */
@RealMta
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time; each has a target, an MTA and a directory for itself
class MailEdgesIT {
    private static final Deque<MailWorld> FREE = new ConcurrentLinkedDeque<>();

    @TempDir
    Path dir;

    private MailWorld world;
    private String user;

    @AfterAll
    static void stopAll() {
        for (MailWorld world : FREE) {
            world.close();
            world.target.stop();
        }
        FREE.clear();
    }

    @BeforeEach
    void takeWorld() {
        world = FREE.poll();
        if (world == null) {
            world = new MailWorld(Dovecot.start(DovecotOptions.named("own")));
        }
        user = world.user("edge", 0, "clone");
    }

    @AfterEach
    void leaveWorld() {
        FREE.push(world);
    }

    private Migration migration() {
        return migration(world);
    }

    private Migration migration(MailWorld world) {
        new Mailbox(world.source, user).append(Mail.of("old", "1"));
        return world.migration(dir).with("mailmig.forwarder.settle", "5000");
    }

    private Migration.Running begin(Migration migration) {
        Migration.Running run = migration.beginRun(world.rows(user));
        await("the stamp")
                .atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    assertThat(run.isAlive() || world.isStamped(user)).isTrue();
                    return world.isStamped(user);
                });
        return run;
    }

    private void done(Migration.Ended ended) {
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(world.isStamped(user)).isFalse();
    }

    private List<String> atTarget() {
        return world.subjects(world.target, user);
    }

    private List<String> atSource() {
        return world.subjects(world.source, user);
    }

    private void arrives(String subject) {
        world.send(user, subject);
        world.mta.drain();
    }

    @Test
    void aRefusedAccountIsNeverForwarded() {
        arrives("before");
        Migration.Ended ended = migration().run(world.rows(user));
        arrives("after");

        assertThat(ended.account(user).path("outcome").asText()).isEqualTo("REFUSED");
        assertThat(ended.account(user).path("forwarder").asText()).isEqualTo("none");
        assertThat(world.isStamped(user)).isFalse();
        assertThat(atTarget()).containsExactly("before", "after");
        assertThat(atSource()).containsExactly("old");
    }

    @Test
    void fromStampToClearMailReachesTheSource() {
        Migration.Running run = begin(migration());
        arrives("forwarded");
        assertThat(atSource()).containsExactly("old", "forwarded");
        done(run.ended());
        arrives("cleared");

        assertThat(atTarget()).containsExactly("old", "forwarded", "cleared");
        assertThat(atSource()).containsExactly("old", "forwarded");
    }

    @Test
    void mailHeldOverTheClearIsSwept() {
        Migration.Running run = begin(migration()
                .with("mailmig.forwarder.settle", "8000") // time to hold the queue and to send
                .with("mailmig.sweep.until", "15s")
                .with("mailmig.sweep.interval", "1s"));
        world.mta.hold();
        world.send(user, "held");
        assertThat(world.isStamped(user)).describedAs("sent while forwarded").isTrue();
        await("the clear").atMost(Hanging.AFTER).until(() -> !world.isStamped(user));
        assertThat(atTarget()).containsExactly("old");
        world.mta.release();
        world.mta.drain();
        Migration.Ended ended = run.ended();
        done(ended);

        assertThat(atSource()).containsExactly("old", "held");
        assertThat(atTarget()).describedAs(ended.output()).containsExactly("old", "held");
    }

    @Test
    void mailQueuedAcrossTheStampRefusesTheCloneIfConfigured() {
        world.mta.hold();
        world.send(user, "early");
        Migration.Running run = begin(migration().with("mailmig.forwarder.settle", "10s"));
        world.mta.release();
        world.mta.drain();
        Migration.Ended ended = run.ended();
        arrives("late");

        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("REFUSED");
        assertThat(ended.account(user).path("reason").asText()).contains("when-initialised");
        assertThat(world.isStamped(user)).isFalse();
        assertThat(atTarget()).containsExactly("early", "late");
    }

    @Test
    void mailQueuedAcrossTheStampMakesTheCloneAMergeIfConfigured() {
        world.mta.hold();
        world.send(user, "early");
        Migration.Running run = begin(
                migration().with("mailmig.forwarder.settle", "10s").with("mailmig.target.when-initialised", "merge"));
        world.mta.release();
        world.mta.drain();
        arrives("forwarded");
        Migration.Ended ended = run.ended();

        done(ended);
        assertThat(ended.account(user).path("fellBack").asBoolean()).isTrue();
        assertThat(atTarget()).containsExactlyInAnyOrder("early", "old", "forwarded");
    }

    @Test
    void aFailedAccountKeepsItsForwarderUntilItsRetryIsDone() {
        Migration migration = migration().with("mailmig.redelivery.attempts", "1");
        Migration.Running run = begin(migration);
        world.target.stop();
        Migration.Ended failed;
        try {
            failed = run.ended();
            arrives("while failed");
        } finally {
            world.target.start();
        }
        assertThat(failed.account(user).path("outcome").asText())
                .describedAs(failed.output())
                .isEqualTo("FAILED");
        assertThat(failed.account(user).path("forwarder").asText()).isIn("kept", "stamped");
        assertThat(world.isStamped(user)).isTrue();
        assertThat(atSource()).containsExactly("old", "while failed");

        done(migration.run(world.rows(user)));
        assertThat(atTarget()).containsExactly("old", "while failed");
    }

    @Test
    void aKilledWorkerLeavesMailFlowingToTheSource() {
        Migration migration = migration();
        Migration.Running run = begin(migration);
        run.kill();
        arrives("while no worker runs");
        assertThat(atSource()).containsExactly("old", "while no worker runs");
        done(migration.run(world.rows(user)));

        assertThat(atTarget()).containsExactly("old", "while no worker runs");
    }

    @Test
    void aDirectoryThatIsDownIsWaitedFor() {
        Migration.Running run =
                begin(migration().with("mailmig.forwarder.settle", "9000")); // slapd may take its time to stop
        world.directory.stop();
        try (Smtp smtp = new Smtp(world.mta.port())) {
            assertThat(smtp.send(user + "@" + Directory.DOMAIN, "Subject: put off\r\n\r\ntext"))
                    .isEqualTo(Smtp.Reply.AGAIN);
            await("a retry").atMost(Hanging.AFTER).untilAsserted(() -> assertThat(run.output())
                    .contains("retrying: The directory"));
            assertThat(atTarget()).isEmpty();
        } finally {
            world.directory.start();
        }
        done(run.ended());
        arrives("put off");

        assertThat(atTarget()).containsExactly("old", "put off");
    }

    /** The target is down until that is done: so the copy ends, and the clear is what meets it. */
    private void betweenStampAndClear(Migration.Running run, Runnable done) {
        world.target.stop();
        try {
            await("a copy that waits").atMost(Hanging.AFTER).until(() -> run.output()
                    .contains("retrying: "));
            done.run();
        } finally {
            world.target.start();
        }
    }

    @Test
    void aDirectoryThatIsDownAtTheClearIsWaitedFor() {
        Migration.Running run = begin(migration());
        betweenStampAndClear(run, () -> {
            arrives("forwarded");
            world.directory.stop();
        });
        try {
            await("a clear that waits").atMost(Hanging.AFTER).untilAsserted(() -> assertThat(run.output())
                    .contains("retrying: The forwarder is not cleared yet"));
            assertThat(atTarget()).describedAs(run.output()).containsExactly("old", "forwarded");
        } finally {
            world.directory.start();
        }
        done(run.ended());
        arrives("cleared");

        assertThat(atTarget()).containsExactly("old", "forwarded", "cleared");
        assertThat(atSource()).containsExactly("old", "forwarded");
    }

    @Test
    void aClearThatIsDueIsDoneByTheNextProcess() {
        Migration migration = migration();
        Migration.Running run = begin(migration);
        betweenStampAndClear(run, world.directory::stop);
        try {
            await("a clear that waits").atMost(Hanging.AFTER).untilAsserted(() -> assertThat(run.output())
                    .contains("retrying: The forwarder is not cleared yet"));
            run.kill();
        } finally {
            world.directory.start();
        }
        arrives("while no worker runs");
        assertThat(atSource()).containsExactly("old", "while no worker runs");
        assertThat(world.isStamped(user)).isTrue();
        done(migration.run(world.rows(user)));
        arrives("cleared");

        assertThat(atTarget()).containsExactly("old", "while no worker runs", "cleared");
    }

    @Test
    void aClearThatIsRefusedKeepsTheForwarderUntilItsRetryIsDone() {
        Migration migration = migration();
        Migration.Running run = begin(migration);
        betweenStampAndClear(run, () -> world.directory.mayWrite(false));
        Migration.Ended refused;
        try {
            refused = run.ended();
            arrives("while refused");
        } finally {
            world.directory.mayWrite(true);
        }
        assertThat(refused.account(user).path("outcome").asText())
                .describedAs(refused.output())
                .isEqualTo("PARTIAL");
        assertThat(refused.account(user).path("forwarder").asText()).isEqualTo("kept");
        assertThat(refused.account(user).path("reason").asText())
                .contains("new mail is still forwarded to the source", "grant");
        assertThat(atTarget()).containsExactly("old");
        assertThat(atSource()).containsExactly("old", "while refused");

        done(migration.command(List.of("retry", "wave.csv")));
        assertThat(atTarget()).containsExactly("old", "while refused");
    }

    @Test
    void aKilledSweepIsResumed() {
        Migration migration = migration()
                .with("mailmig.forwarder.settle", "8000") // time to hold the queue and to send
                .with("mailmig.sweep.until", "30s")
                .with("mailmig.sweep.interval", "1s");
        Migration.Running run = begin(migration);
        world.mta.hold();
        world.send(user, "held");
        assertThat(world.isStamped(user)).describedAs("sent while forwarded").isTrue();
        await("the clear").atMost(Hanging.AFTER).until(() -> !world.isStamped(user));
        run.kill();
        world.mta.release();
        world.mta.drain();
        assertThat(atTarget()).containsExactly("old");
        Migration.Ended ended = migration.with("mailmig.sweep.until", "2s").run(world.rows(user));
        done(ended);

        assertThat(ended.account(user).path("forwarder").asText()).isEqualTo("cleared");
        assertThat(atTarget()).describedAs(ended.output()).containsExactly("old", "held");
    }

    @Test
    void theStepsWaitUntilTheMtaSServerShowsTheChange() {
        try (MailWorld apart = new MailWorld(world.target, true)) {
            apart.know(user, "clone");
            Migration.Running run = migration(apart)
                    .with("mailmig.forwarder.settle", "0s")
                    .with("mailmig.directory.read-url", apart.read.ldapsUrl())
                    .with("mailmig.directory.read-interval", "200ms")
                    .beginRun(apart.rows(user));
            await("the stamp").atMost(Hanging.AFTER).until(() -> apart.isStamped(user));
            stays(run, () -> assertThat(atTarget()).isEmpty());
            apart.replicate(user);
            await("the clear").atMost(Hanging.AFTER).until(() -> !apart.isStamped(user));
            apart.send(user, "forwarded by what the MTA reads");
            apart.mta.drain();
            stays(run, () -> assertThat(atTarget()).containsExactly("old"));
            apart.replicate(user);
            Migration.Ended ended = run.ended();
            assertThat(ended.account(user).path("outcome").asText())
                    .describedAs(ended.output())
                    .isEqualTo("DONE");
        }
        assertThat(atSource()).containsExactly("old", "forwarded by what the MTA reads");
        assertThat(atTarget()).containsExactly("old", "forwarded by what the MTA reads");
    }

    private static void stays(Migration.Running run, org.awaitility.core.ThrowingRunnable holds) {
        await("nothing to happen")
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    assertThat(run.isAlive()).isTrue();
                    holds.run();
                });
    }

    @Test
    void anAdoptedForwarderLeadsBeforeItIsStampedAndIsCleared() {
        world.directory.set(world.entries.get(user), "targetAddress", "smtp:" + user + "@Source.example");
        arrives("forwarded by the administrator");
        assertThat(atSource()).containsExactly("forwarded by the administrator");
        done(migration().with("mailmig.forwarder.adopt", "true").run(world.rows(user)));
        arrives("cleared");

        assertThat(atTarget()).containsExactly("forwarded by the administrator", "old", "cleared");
        assertThat(atSource()).containsExactly("forwarded by the administrator", "old");
    }

    private Migration probing() {
        return migration()
                .with("mailmig.forwarder.settle", "0s")
                .with("mailmig.forwarder.probe", "true")
                .with("mailmig.probe.smtp", "smtp://127.0.0.1:" + world.mta.port())
                .with("mailmig.probe.mail-from", "postmaster@source.example");
    }

    /** No mail is delivered until the run is over. */
    private Migration.Ended runWhileHeld(Migration migration) {
        world.mta.hold();
        Migration.Ended ended;
        try {
            ended = migration.with("mailmig.probe.wait", "3s").run(world.rows(user));
        } finally {
            world.mta.release();
        }
        world.mta.drain();
        return ended;
    }

    @Test
    void aProbeArrivesBeforeTheAccountContinues() {
        Migration.Ended ended = probing().with("mailmig.probe.wait", "60s").run(world.rows(user));
        done(ended);

        assertThat(ended.output()).contains("reached the source as it should", "reached the target as it should");
        assertThat(atSource()).containsExactly("old", "mailmig: where does new mail go?");
        assertThat(atTarget()).containsExactlyElementsOf(atSource());
    }

    @Test
    void aProbeThatDoesNotArriveStopsTheAccountWithItsForwarderKept() {
        Migration migration = probing();
        Migration.Ended ended = runWhileHeld(migration);
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("FAILED");
        assertThat(ended.account(user).path("reason").asText()).contains("did not reach the INBOX of");
        assertThat(world.isStamped(user)).isTrue();
        assertThat(atTarget()).isEmpty();
        arrives("while failed");
        assertThat(atSource()).contains("while failed");

        done(migration.with("mailmig.probe.wait", "60s").command(List.of("retry", "wave.csv")));
        assertThat(atTarget()).containsExactlyElementsOf(atSource()).contains("while failed");
    }

    @Test
    void aProbeThatDoesNotArriveAfterTheClearEndsPartial() {
        Migration migration = probing().with("mailmig.forwarder.settle", "5s");
        begin(migration).kill();
        inLedger(migration, (ledger, account) -> {
            account.getResult().progress.probed = "source"; // only the second probe is to be held
            ledger.leases().save(account);
        });
        Migration.Ended ended = runWhileHeld(migration);
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("PARTIAL");
        assertThat(ended.account(user).path("reason").asText()).contains("did not reach the INBOX of", "of the clear");
        assertThat(world.isStamped(user)).isFalse();
        arrives("cleared");

        done(migration.with("mailmig.probe.wait", "60s").command(List.of("retry", "wave.csv")));
        assertThat(atTarget()).contains("old", "cleared");
        assertThat(atSource()).containsExactly("old");
    }

    /** As a process leaves it that dies between the ledger's entry and the sending. */
    @Test
    void aProbeThatWasNeverSentIsSentAfterAll() {
        Migration migration = probing().with("mailmig.forwarder.settle", "5s");
        begin(migration).kill();
        inLedger(migration, (ledger, account) -> {
            account.getResult().progress.probe = "never sent";
            account.getResult().progress.probeSent = System.currentTimeMillis();
            account.getResult().progress.probeUid = 1;
            ledger.leases().save(account);
        });
        Migration.Ended ended = migration.with("mailmig.probe.wait", "6s").run(world.rows(user));
        done(ended);

        assertThat(ended.output()).contains("may not have been sent; another one is sent");
        assertThat(atSource()).containsExactly("old", "mailmig: where does new mail go?");
        assertThat(atTarget()).containsExactlyElementsOf(atSource());
    }

    @Test
    void aRolledBackWaveIsForwardedAgain() {
        Migration migration = migration();
        done(migration.run(world.rows(user)));
        arrives("cleared");
        Migration.Ended restored = migration.command(List.of("forwarders", "--restore", "wave.csv"));
        assertThat(restored.exit()).describedAs(restored.output()).isZero();
        assertThat(restored.output()).contains("is not copied back", user + "," + user);
        arrives("rolled back");

        assertThat(atSource()).containsExactly("old", "rolled back");
        assertThat(atTarget()).containsExactly("old", "cleared");

        done(migration.run(world.rows(user)));
        arrives("moved after all");
        assertThat(atTarget()).containsExactlyInAnyOrder("old", "cleared", "rolled back", "moved after all");
    }

    private static void inLedger(Migration migration, BiConsumer<Ledger, Account> change) {
        migration.inLedger(ledger -> {
            String wave = ledger.waves().list().get(0).id();
            String account = ledger.accounts().list(wave).get(0).account().getAccount();
            // The killed process may have parked it until the directory's servers have the forwarder.
            Optional<Account> taken = await("the account")
                    .atMost(Hanging.AFTER)
                    .until(() -> ledger.leases().take(wave, account), Optional::isPresent);
            change.accept(ledger, taken.orElseThrow());
        });
    }

    /** As a run leaves it that dies between the account's end and the undoing of its stamp. */
    @Test
    void aForwarderThatADeadRunLeftIsCleared() throws Exception {
        Migration migration = migration();
        Migration.Running run = begin(migration);
        run.kill();
        inLedger(migration, (ledger, account) -> {
            account.getResult().outcome = Outcome.REFUSED;
            ledger.leases().end(account);
        });
        arrives("left");
        Migration.Ended cleared = migration.command(List.of("forwarders", "--clear-stale"));
        assertThat(cleared.exit()).describedAs(cleared.output()).isZero();
        assertThat(cleared.output()).contains("1 cleared.");
        arrives("cleared");

        assertThat(atSource()).containsExactly("old", "left");
        assertThat(atTarget()).containsExactly("cleared");
    }

    @Test
    void whatAnAdministratorSetAfterTheCopyStaysAndIsReported() {
        Migration.Running run = begin(migration());
        betweenStampAndClear(
                run,
                () -> world.directory.set(world.entries.get(user), "targetAddress", "SMTP:elsewhere@source.example"));
        Migration.Ended ended = run.ended();
        arrives("forwarded by the administrator");

        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.account(user).path("warnings").toString())
                .contains("was changed by another client in the meantime and is kept", "elsewhere@source.example");
        assertThat(world.directory.forwarder(world.entries.get(user))).containsExactly("SMTP:elsewhere@source.example");
        assertThat(atTarget()).containsExactly("old");
        assertThat(world.subjects(world.source, "elsewhere")).contains("forwarded by the administrator");
    }

    @Test
    void whatAnAdministratorSetDuringTheCopyStays() {
        Migration.Running run = begin(migration());
        world.directory.set(world.entries.get(user), "targetAddress", "SMTP:elsewhere@source.example");
        Migration.Ended ended = run.ended();
        arrives("forwarded by the administrator");

        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("REFUSED");
        assertThat(ended.account(user).path("reason").asText()).contains("elsewhere@source.example");
        assertThat(world.directory.forwarder(world.entries.get(user))).containsExactly("SMTP:elsewhere@source.example");
        assertThat(atTarget()).isEmpty();
        assertThat(world.subjects(world.source, "elsewhere")).contains("forwarded by the administrator");
    }

    @Test
    void aCloneThatExcludesTheInboxIsNotForwarded() {
        new Mailbox(world.source, user)
                .create("Sent")
                .append(Mail.of("sent", "1").in("Sent"));
        List<String> rows = List.of(
                world.rows(user).get(0) + ",folder_exclude", world.rows(user).get(1) + ",INBOX");
        Migration.Ended ended = migration().run(rows);
        arrives("after");

        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.account(user).path("forwarder").asText()).isEqualTo("none");
        assertThat(ended.account(user).path("warnings").toString()).contains("excludes the INBOX");
        assertThat(atSource()).containsExactly("old");
        assertThat(atTarget()).containsExactly("after");
    }

    @Test
    void theForwarderOfARenamedEntryIsCleared() {
        Migration.Running run = begin(migration());
        betweenStampAndClear(run, () -> {
            world.entries.put(user, world.directory.rename(world.entries.get(user), "uid=" + user + ".renamed"));
            arrives("forwarded");
        });
        done(run.ended());
        arrives("cleared");

        assertThat(atTarget()).containsExactly("old", "forwarded", "cleared");
        assertThat(atSource()).containsExactly("old", "forwarded");
    }

    @Test
    void aFailedSweepIsRepeatedByTheSameFile() {
        Migration migration = migration()
                .with("mailmig.forwarder.settle", "8000") // time to hold the queue and to send
                .with("mailmig.sweep.until", "30s")
                .with("mailmig.sweep.interval", "2s")
                .with("mailmig.redelivery.attempts", "1");
        Migration.Running run = begin(migration);
        world.mta.hold();
        world.send(user, "held");
        assertThat(world.isStamped(user)).describedAs("sent while forwarded").isTrue();
        await("the clear").atMost(Hanging.AFTER).until(() -> !world.isStamped(user));
        Migration.Ended failed;
        world.target.stop();
        try {
            failed = run.ended();
        } finally {
            world.target.start();
        }
        assertThat(failed.account(user).path("outcome").asText())
                .describedAs(failed.output())
                .isEqualTo("FAILED");
        world.mta.release();
        world.mta.drain();
        assertThat(atTarget()).containsExactly("old");
        Migration.Ended again = migration.with("mailmig.sweep.until", "2s").run(world.rows(user));
        done(again);

        assertThat(again.account(user).path("forwarder").asText()).isEqualTo("cleared");
        assertThat(atTarget()).describedAs(again.output()).containsExactly("old", "held");
    }

    @Test
    void aMergeIntoALivingTargetIsNotForwarded() {
        String living = world.user("living", 0, "merge");
        new Mailbox(world.source, living).append(Mail.of("old", "1"));
        world.send(living, "before");
        world.mta.drain();
        Migration.Ended ended = world.migration(dir).run(world.rows(living));
        world.send(living, "after");
        world.mta.drain();

        assertThat(ended.account(living).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.account(living).path("forwarder").asText()).isEqualTo("none");
        assertThat(world.subjects(world.target, living)).containsExactly("before", "old", "after");
    }

    @Test
    void aMergeIntoALivingTargetIsForwardedIfConfigured() {
        String living = world.user("living", 0, "merge");
        new Mailbox(world.source, living).append(Mail.of("old", "1"));
        world.send(living, "before");
        world.mta.drain();
        Migration.Running run = world.migration(dir)
                .with("mailmig.forwarder.on-merge", "true")
                .with("mailmig.forwarder.settle", "5s")
                .beginRun(world.rows(living));
        await("the stamp").atMost(Hanging.AFTER).until(() -> world.isStamped(living));
        world.send(living, "forwarded");
        world.mta.drain();
        Migration.Ended ended = run.ended();
        world.send(living, "cleared");
        world.mta.drain();

        assertThat(ended.account(living).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.account(living).path("forwarder").asText()).isEqualTo("cleared");
        assertThat(world.subjects(world.source, living)).containsExactly("old", "forwarded");
        assertThat(world.subjects(world.target, living)).containsExactly("before", "old", "forwarded", "cleared");
    }
}
