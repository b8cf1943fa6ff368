// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** A change in the target between copy and verify keeps the forwarder in place. */
@RealServers
class AlteredTargetIT {
    private static final Dovecot TARGET =
            Dovecot.shared(DovecotOptions.named("altered").format("maildir").separator('.'));
    private final String user = Users.fresh("altered");
    private final String entry = Slapd.shared().person(user);

    @TempDir
    Path dir;

    /** Runs a clone; {@code meanwhile} runs between the last APPEND and verify's first command. */
    private void staysLed(Runnable meanwhile, String how) throws Exception {
        new Mailbox(Dovecot.source(), user).append(Mail.of("one", "one"), Mail.of("two", "two"));
        AtomicInteger step = new AtomicInteger();
        try (LyingLine line = new LyingLine(
                TARGET.imapPort(),
                request -> {
                    if (request.contains(" APPEND ")) {
                        step.compareAndSet(0, 1);
                    } else if (request.contains(" LIST ") && step.compareAndSet(1, 2)) {
                        meanwhile.run();
                    }
                    return request;
                },
                answer -> answer)) {
            Migration.Ended ended = new Migration(dir, Dovecot.source(), TARGET)
                    .with(Slapd.shared(), "source.example")
                    .with("mailmig.target.uri", "imap://127.0.0.1:" + line.port())
                    .with("mailmig.target.tls", "none")
                    .run(
                            List.of(
                                    "source_user,target_user,address,mode",
                                    user + "," + user + "," + user + "@" + Directory.DOMAIN + ",clone"),
                            "--verify=full");
            assertThat(step).describedAs(ended.output()).hasValue(2);
            assertThat(ended.exit()).describedAs(ended.output()).isEqualTo(1);
            assertThat(ended.account(user).path("outcome").asText()).isEqualTo("PARTIAL");
            assertThat(ended.account(user).path("reason").asText()).contains("verify", how);
            assertThat(ended.account(user).path("forwarder").asText()).isEqualTo("kept");
            assertThat(Slapd.shared().forwarder(entry)).containsExactly("SMTP:" + user + "@source.example");
        }
    }

    private Mailbox target() {
        return new Mailbox(TARGET, user);
    }

    @Test
    void aMessageRemoved() throws Exception {
        staysLed(() -> target().remove("INBOX", "1"), "missing in the target");
    }

    @Test
    void aMessageDoubled() throws Exception {
        staysLed(() -> target().append(Mail.of("one", "one")), "not put there by this clone");
    }

    @Test
    void oneLetterOfAMessage() throws Exception {
        staysLed(this::alter, "SHA-256");
    }

    private void alter() {
        try (Stream<Path> all = Files.walk(TARGET.home(user))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (text.contains("Subject: one")) {
                    FileTime arrived = Files.getLastModifiedTime(file); // Maildir's INTERNALDATE
                    Files.writeString(file, text.replace("\none", "\nOne"), StandardCharsets.ISO_8859_1);
                    Files.setLastModifiedTime(file, arrived);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
