// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.ledger.Ledger;
import org.mailmig.world.Hanging;

/** How long the sweep copies mail that reaches the source after the clear. */
class SweepIT {
    private static final DemoUser ANNA = DemoUser.ANNA;

    @TempDir
    Path dir;

    private DemoServers servers;
    private Cli cli;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
        late(0, 3);
        cli = new Cli(dir);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private void late(int seed, int count) throws Exception {
        new SampleMail(seed).fill(servers.folder(servers.source, ANNA.source(), "INBOX"), ANNA, count);
    }

    private CompletableFuture<Integer> run(String... keys) throws Exception {
        RunWorld world = new RunWorld(dir, servers, keys);
        String control = world.wave(ANNA).toString();
        String config = world.config().toString();
        return CompletableFuture.supplyAsync(() -> cli.logged("run", "-c", control, "--config", config));
    }

    /** The stamp is set with the first pass of the copy, and gone with the clear. */
    private void cleared() {
        await("the clear").atMost(Hanging.AFTER).until(() -> {
            try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger") + ";AUTO_SERVER=TRUE", null)) {
                return ledger.waves().list().stream()
                        .flatMap(wave -> ledger.accounts().list(wave.id()).stream())
                        .anyMatch(state ->
                                ledger.forwarders().isPastClear(state.account().getMailbox()));
            }
        });
    }

    private int sweeps() {
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            String wave = ledger.waves().list().get(0).id();
            return ledger.accounts().list(wave).get(0).account().getResult().progress.sweeps;
        }
    }

    @Test
    void untilAnInstantItContinuesAtGrowingIntervals() throws Exception {
        Instant until = Instant.now().plusSeconds(12);
        CompletableFuture<Integer> run =
                run("mailmig.sweep.until = " + until, "mailmig.sweep.interval = 500ms", "mailmig.sweep.wait = 1h");
        cleared();
        late(7, 1);
        await("the late message")
                .atMost(Hanging.AFTER)
                .until(() -> servers.messages(servers.target, ANNA.target()) == 4);
        assertThat(run.isDone()).isFalse();

        assertThat(run.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS))
                .as("%s%s", cli.out, cli.err)
                .isZero();
        assertThat(Instant.now()).isAfterOrEqualTo(until);
        assertThat(sweeps()).isBetween(3, 8); // 0.5, 1, 2, 4, 8 seconds apart
    }

    @Test
    void withoutOneTwoQuietPassesInARowEndIt() throws Exception {
        CompletableFuture<Integer> run = run("mailmig.sweep.wait = 1h", "mailmig.sweep.interval = 100ms");
        assertThat(run.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS))
                .as("%s%s", cli.out, cli.err)
                .isZero();
        assertThat(sweeps()).isEqualTo(2);
    }

    @Test
    void whatIsNeitherAnInstantNorATimeIsSaidBeforeAnythingIsCopied() throws Exception {
        assertThat(run("mailmig.sweep.until = christmas").get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS))
                .isNotZero();
        assertThat(cli.out + "" + cli.err).contains("mailmig.sweep.until", "christmas");
        assertThat(servers.messages(servers.target, ANNA.target())).isZero();
        assertThat(servers.targetAddress(ANNA)).isEmpty();
    }
}
