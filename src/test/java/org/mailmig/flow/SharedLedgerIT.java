// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.Postgres;
import org.mailmig.servers.RealPostgres;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Alone;
import org.mailmig.world.Corpus;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Two processes with one ledger in PostgreSQL work on one wave, and what a killed one held is done by the other. */
@Alone
@RealServers
@RealPostgres
class SharedLedgerIT {
    /** A process takes eight ahead for its one worker: enough are left for one that starts late on a busy machine. */
    private static final int ACCOUNTS = 24;

    private static final int MESSAGES = 75;
    private final String database = Postgres.shared().newDatabase();
    private final List<String> rows = new ArrayList<>(List.of("source_user,address,mode"));
    private final List<String> users = new ArrayList<>();
    private final List<Snapshot> before = new ArrayList<>();
    private final List<String> entries = new ArrayList<>();

    @TempDir
    Path dir;

    private Migration worker(String name) throws Exception {
        return new Migration(Files.createDirectories(dir.resolve(name)), Dovecot.source(), Dovecot.target())
                .with(Slapd.shared(), "source.example")
                .with("mailmig.ledger.url", database)
                .with("mailmig.ledger.user", Postgres.USER)
                .with("mailmig.ledger.password", Postgres.PASSWORD)
                .with("mailmig.accounts.in-flight", "1");
    }

    private Ledger ledger() {
        return Ledger.open(
                database + "?user=" + Postgres.USER + "&password="
                        + URLEncoder.encode(Postgres.PASSWORD, StandardCharsets.UTF_8),
                null);
    }

    private void fill() {
        for (int number = 0; number < ACCOUNTS; number++) {
            String user = Users.fresh("shared");
            Corpus corpus = new Corpus(number, '/');
            users.add(user);
            before.add(new Mailbox(Dovecot.source(), user)
                    .create(corpus.folders())
                    .append(corpus.mails(MESSAGES))
                    .snapshot());
            entries.add(Slapd.shared().person(user));
            rows.add(user + "," + user + "@" + Directory.DOMAIN + (number % 2 == 0 ? ",clone" : ",merge"));
        }
    }

    private static long running(Ledger ledger, Process process) {
        return ledger.waves().list().stream()
                .map(Wave::id)
                .flatMap(wave -> ledger.accounts().list(wave).stream())
                .filter(state -> state.state() == AccountState.State.RUNNING && state.holder() != null)
                .filter(state -> state.holder().contains("/" + process.pid() + "/"))
                .count();
    }

    @Test
    void whatAKilledWorkerHeldIsDoneByTheOtherAndEachMessageOnce() throws Exception {
        fill();
        try (Ledger ledger = ledger()) {
            Migration.Running first = worker("first").beginRun(rows);
            await("the wave").atMost(Hanging.AFTER).until(() -> first.output().contains("starts with"));
            Migration.Running second = worker("second").beginRun(rows);
            await("both to work")
                    .atMost(Hanging.AFTER)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> assertThat(first.isAlive() && second.isAlive())
                            .describedAs(first.output() + second.output())
                            .isTrue())
                    .until(() -> running(ledger, first.process()) > 0 && running(ledger, second.process()) > 0);
            first.kill();
            assertThat(running(ledger, first.process())).as("cut off").isPositive();

            Migration.Ended ended = second.ended();
            assertThat(ended.exit()).describedAs(ended.output()).isZero();
            assertThat(first.output() + ended.output()).as("one has begun it").containsOnlyOnce("starts with");
            assertThat(ended.report().path("accounts")).hasSize(ACCOUNTS);
            assertThat(ledger.waves().list()).hasSize(1);
            assertThat(ledger.forwarders().open()).isEmpty();
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(before.get(i).differences(new Mailbox(Dovecot.target(), users.get(i)).snapshot()))
                    .isEmpty();
            assertThat(Slapd.shared().forwarder(entries.get(i))).isEmpty();
        }
    }
}
