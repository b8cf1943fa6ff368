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
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** The command says when the feeder may begin: after its checks, and once the file's passwords are known again. */
@RealServers
class FeederWaitsIT {
    private final String user = Users.fresh("pia");

    @TempDir
    Path dir;

    @Test
    void rowPasswordsThatDiedWithTheirProcessComeBackWithTheFileBeforeAnyAccountIsTakenUp() {
        Dovecot own = Dovecot.start(DovecotOptions.named("feeder"));
        new Mailbox(Dovecot.source(), user).append(Mail.of("one", "1"));
        Migration migration = new Migration(dir, Dovecot.source(), own)
                .with("mailmig.redelivery.delay", "1s")
                .with("mailmig.redelivery.longest", "1s")
                .with("mailmig.redelivery.attempts", "100");
        List<String> rows = List.of(
                "source_user,target_user,source_password,mode",
                user + "," + user + "," + Dovecot.source().password(user) + ",merge");
        own.password(user);
        Migration.Running run = migration.beginRun(rows);
        await("the wave").atMost(Duration.ofSeconds(60)).until(() -> run.output()
                .contains("begins with"));
        own.stop();
        try {
            run.kill();
        } finally {
            own.start();
        }
        LockSupport.parkNanos(1_500_000_000L); // whatever waits is due now
        Migration.Ended ended = migration.run(rows);
        assertThat(ended.account(user).path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.output()).doesNotContain("no longer known");
        assertThat(new Mailbox(own, user).snapshot().count()).isEqualTo(1);
        own.stop();
    }
}
