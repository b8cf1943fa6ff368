// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ledger.Ledger;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Alone;
import org.mailmig.world.Corpus;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** One worker holds an account: a dead one is noticed at once, one that was suspended beyond its lease is refused. */
@Alone
@RealServers
class LeaseIT {
    private static final int MESSAGES = 3_000;
    private static final int LARGEST_BATCH = 500;
    private final String user = Users.fresh("lease");
    private final Mailbox source = new Mailbox(Dovecot.source(), user);
    private final Mailbox target = new Mailbox(Dovecot.target(), user);
    private final List<String> controlFile = List.of("source_user,mode", user + ",clone");

    @TempDir
    Path dir;

    private Snapshot filled() {
        Corpus corpus = new Corpus(99, '/');
        return source.create(corpus.folders()).append(corpus.mails(MESSAGES)).snapshot();
    }

    private Migration migration(String lease) {
        return new Migration(dir, Dovecot.source(), Dovecot.target())
                .jvm(List.of("-Dh2.bindAddress=127.0.0.1"))
                .with("mailmig.ledger.lease", lease)
                .with("mailmig.source.connections", "1");
    }

    private void awaitCopy() {
        await().atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.isDirectory(Dovecot.target().home(user).resolve("mdbox/storage"))
                        && Files.list(Dovecot.target().home(user).resolve("mdbox/storage"))
                                .anyMatch(file -> file.getFileName().toString().startsWith("m.")));
    }

    @Test
    void aWorkerSuspendedBeyondItsLeaseIsRefusedAndAtMostItsBatchInFlightSlipsThrough() throws Exception {
        Snapshot before = filled();
        // H2's file has one server among the processes that opened it: not the one that is stopped.
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            Process stopped = migration("2s").beginRun(controlFile).process();
            awaitCopy();
            stopBetweenTransactions(stopped);
            assertThat(target.snapshot().count()).isBetween(1, MESSAGES - 1);
            Migration.Ended ended = migration("2s").run(controlFile);
            assertThat(ended.report().path("outcome").asText())
                    .describedAs(ended.output())
                    .isEqualTo("DONE");
            assertThat(before.differences(target.snapshot())).isEmpty();
            signal("CONT", stopped);
            assertThat(stopped.waitFor(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            // An APPEND that was half sent when its worker froze is taken by the server when it thaws: nobody is left
            // to look.
            List<String> slipped = before.differences(target.snapshot());
            assertThat(slipped).hasSizeLessThanOrEqualTo(LARGEST_BATCH).allSatisfy(text -> assertThat(text)
                    .endsWith("is too much in the copy"));
            assertThat(slipped.stream()
                            .map(text -> text.substring(0, text.indexOf(": UID")))
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(Files.readString(dir.resolve("mailmig.log"))).contains("held by another worker");
            assertThat(ledger.accounts().open()).isZero();
        }
    }

    @Test
    void aDeadHolderIsNoticedAtOnce() throws Exception {
        Snapshot before = filled();
        Migration.Running killed = migration("10m").beginRun(controlFile);
        awaitCopy();
        killed.kill();
        long began = System.nanoTime();
        Migration.Ended ended = migration("10m").run(controlFile);
        assertThat(ended.report().path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(2));
        assertThat(before.differences(target.snapshot())).isEmpty();
    }

    /** A process that is suspended within a transaction keeps its database locks until it continues. */
    private void stopBetweenTransactions(Process worker) throws Exception {
        String url = "jdbc:h2:file:" + dir.resolve("ledger") + ";AUTO_SERVER=TRUE";
        try (Connection database = DriverManager.getConnection(url, "", "");
                Statement statement = database.createStatement()) {
            while (true) {
                signal("STOP", worker);
                Thread.sleep(50); // what it had sent already is done by then
                try (ResultSet open = statement.executeQuery(
                        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE CONTAINS_UNCOMMITTED")) {
                    open.next();
                    if (open.getInt(1) == 0) {
                        return;
                    }
                }
                signal("CONT", worker);
                Thread.sleep(5);
            }
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
