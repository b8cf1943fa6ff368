package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mailbox;

/** Row passwords without a key of the ledger live as long as their process: the file brings them again. */
@RealServers
class RowPasswordsIT {
    private static final int MESSAGES = 1_500;
    private final String user = Users.fresh("pia");

    @TempDir
    Path dir;

    @Test
    void thoseThatDiedWithTheirProcessComeBackWithTheFile() throws Exception {
        try (LyingLine slow =
                new LyingLine(Dovecot.target().imapPort(), request -> request, RowPasswordsIT::afterAWhile)) {
            cutOffAndGoneOnWith(new Migration(dir, Dovecot.source(), Dovecot.target())
                    .with("mailmig.target.uri", "imap://127.0.0.1:" + slow.port())
                    .with("mailmig.target.tls", "none")
                    .with("mailmig.source.admin-user", "")
                    .with("mailmig.source.admin-password", "")
                    .with("mailmig.source.admin-style", "none"));
        }
    }

    /** The checks of a command take their time. */
    private static String afterAWhile(String answer) {
        if (answer.startsWith("* OK [CAPABILITY")) {
            LockSupport.parkNanos(1_500_000_000L);
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
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> run.output().contains("begins with"));
        run.kill();
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().count())
                .describedAs("cut off")
                .isLessThan(MESSAGES);
        Migration.Ended ended = migration.run(rows);
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.output()).contains("Going on with wave").doesNotContain("no longer known");
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().count()).isEqualTo(MESSAGES);
    }
}
