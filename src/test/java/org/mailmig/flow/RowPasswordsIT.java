// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** Row passwords without a key of the ledger live as long as their process: the file brings them again. */
@RealServers
class RowPasswordsIT {
    private static final int MESSAGES = 1_500;
    private static final int ACCOUNTS = 12;
    private static final long CHECKS = 1_500;
    private final String user = Users.fresh("pia");

    /** For the next greeting of the target, and for those after it, in milliseconds. */
    private volatile long greeting = CHECKS;

    private volatile long laterGreetings = CHECKS;

    @TempDir
    Path dir;

    @Test
    void thoseThatDiedWithTheirProcessComeBackWithTheFile() throws Exception {
        try (LyingLine slow = slowTarget()) {
            cutOffAndGoneOnWith(migration(slow));
        }
    }

    /** All that wait are fed at once: none may come to a worker before the file has been read again. */
    @Test
    void soDoThoseOfMoreAccountsThanThereAreWorkers() throws Exception {
        List<String> users =
                IntStream.range(0, ACCOUNTS).mapToObj(i -> Users.fresh("row")).toList();
        List<String> rows = new ArrayList<>(List.of("source_user,source_password,mode"));
        for (String each : users) {
            new Mailbox(Dovecot.source(), each).append(Mail.of("one", "of " + each), Mail.of("two", "of " + each));
            rows.add(each + "," + Dovecot.source().password(each) + ",merge");
        }
        greeting = 0;
        laterGreetings = 300;
        try (LyingLine slow = slowTarget()) {
            Migration migration = migration(slow).with("mailmig.accounts.in-flight", "4");
            // The ledger stays open here: the second start need not wait for the dead one's lock longer than its checks
            // take.
            migration.inLedger(open -> killedAndGoneOnWith(migration, rows));
        }
        for (String each : users) {
            assertThat(new Mailbox(Dovecot.target(), each).snapshot().count()).isEqualTo(2);
        }
    }

    private void killedAndGoneOnWith(Migration migration, List<String> rows) {
        Migration.Running run = migration.beginRun(rows);
        await("the first account")
                .atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> run.output().contains("done: 2 copied"));
        run.kill();
        assertThat(run.output().split("done: 2 copied"))
                .describedAs(run.output())
                .hasSizeLessThan(ACCOUNTS - 4);
        greeting = CHECKS;
        laterGreetings = 0;
        Migration.Ended ended = migration.run(rows);
        assertThat(ended.output()).contains("Resuming wave").doesNotContain("no longer known");
        assertThat(ended.report().path("accounts"))
                .describedAs(ended.output())
                .hasSize(ACCOUNTS)
                .allMatch(account -> account.path("outcome").asText().equals("DONE"));
    }

    private LyingLine slowTarget() throws IOException {
        return new LyingLine(Dovecot.target().imapPort(), request -> request, this::afterAWhile);
    }

    private Migration migration(LyingLine slow) {
        return new Migration(dir, Dovecot.source(), Dovecot.target())
                .with("mailmig.target.uri", "imap://127.0.0.1:" + slow.port())
                .with("mailmig.target.tls", "none")
                .with("mailmig.source.admin-user", "")
                .with("mailmig.source.admin-password", "")
                .with("mailmig.source.admin-style", "none");
    }

    /** The checks of a command take their time. */
    private String afterAWhile(String answer) {
        if (answer.startsWith("* OK [CAPABILITY")) {
            long wait = greeting;
            greeting = laterGreetings;
            LockSupport.parkNanos(wait * 1_000_000L);
        }
        return answer;
    }

    private void cutOffAndGoneOnWith(Migration migration) {
        Corpus corpus = new Corpus(MESSAGES, '/');
        new Mailbox(Dovecot.source(), user).create(corpus.folders()).append(corpus.mails(MESSAGES));
        List<String> rows = List.of(
                "source_user,target_user,source_password,mode",
                user + "," + user + "," + Dovecot.source().password(user) + ",merge");
        Migration.Running run = migration.beginRun(rows);
        await("the wave")
                .atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> run.output().contains("starts with"));
        run.kill();
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().count())
                .describedAs("cut off")
                .isLessThan(MESSAGES);
        Migration.Ended ended = migration.run(rows);
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.output()).contains("Resuming wave").doesNotContain("no longer known");
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().count()).isEqualTo(MESSAGES);
    }
}
