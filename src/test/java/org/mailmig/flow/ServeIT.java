// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.Ports;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** {@code serve} as a process: dropped files are moved, errors are reported, and other commands work at the same time. */
@RealServers
class ServeIT {
    private final String user = Users.fresh("sera");

    @TempDir
    Path dir;

    @Test
    void whatIsDroppedIsMovedAndASignalEndsItWithinTenSeconds() throws Exception {
        int console = Ports.free(1)[0];
        String entry = Slapd.shared().person(user);
        new Mailbox(Dovecot.source(), user).append(Mail.of("one", "1"), Mail.of("two", "2"));
        Migration migration = new Migration(dir, Dovecot.source(), Dovecot.target())
                .with(Slapd.shared(), "source.example")
                .with("mailmig.console.enabled", "true")
                .with("mailmig.console.port", String.valueOf(console));
        Path intake = Files.createDirectories(dir.resolve("intake"));
        Migration.Running serve = migration.begin(List.of("serve"));
        try {
            await("the start").atMost(Hanging.AFTER).until(() -> serve.output().contains("Watching"));
            Files.write(intake.resolve("bad.csv"), List.of("source_user,colour", user + ",blue"));
            Files.write(
                    intake.resolve("good.csv"),
                    List.of(
                            "source_user,target_user,address,mode",
                            user + "," + user + "," + user + "@" + Directory.DOMAIN + ",clone"));
            await("the wave's end").atMost(Hanging.AFTER).untilAsserted(() -> assertThat(serve.output())
                    .contains("done: 2 copied", "report: "));
            assertThat(serve.output()).contains("bad.csv", "colour", "Wave good-1 starts with 1 account.");

            assertThat(serve.output()).contains("http://127.0.0.1:" + console + "/");
            try (InputStream waves = URI.create("http://127.0.0.1:" + console + "/api/waves")
                    .toURL()
                    .openStream()) {
                assertThat(new String(waves.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\"wave\":\"good-1\"", "\"outcome\":\"DONE\"");
            }

            Migration.Ended status = migration.command(List.of("status", "good-1"));
            assertThat(status.exit()).describedAs(status.output()).isZero();
            assertThat(status.output()).contains(user, "DONE");
            assertThat(migration.command(List.of("forwarders")).output())
                    .contains("No forwarders set by mailmig are in place.");
        } finally {
            Instant told = Instant.now();
            serve.process().destroy(); // SIGTERM
            Migration.Ended ended = serve.ended();
            assertThat(Duration.between(told, Instant.now()))
                    .describedAs(ended.output())
                    .isLessThan(Duration.ofSeconds(11));
            assertThat(ended.output()).doesNotContain("Exception");
        }
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().count()).isEqualTo(2);
        assertThat(Slapd.shared().forwarder(entry)).isEmpty();
    }
}
