// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Alone;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/**
 * A quarter of a gigabyte is enough: a large message, a large folder ({@code -Dmailmig.memory.messages=200000} for the
 * size that is promised) and eight accounts at once, all in one run.
 */
@Alone
@RealServers
class MemoryIT {
    private static final int LARGE_FOLDER = Integer.getInteger("mailmig.memory.messages", 20_000);
    private static final int LARGE_MESSAGE = 200 << 20;
    private final Dovecot source =
            Dovecot.shared(DovecotOptions.named("large-source").quota("10G"));
    private final Dovecot target =
            Dovecot.shared(DovecotOptions.named("large-target").quota("10G"));

    @TempDir
    Path dir;

    @Test
    void aHeapOf256MegabytesCarriesALargeMessageALargeFolderAndEightAccounts() {
        List<String> controlFile = new ArrayList<>(List.of("source_user,mode"));
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String user = Users.fresh("large");
            users.add(user);
            controlFile.add(user + ",clone");
            Mailbox mailbox = new Mailbox(source, user);
            if (i == 0) {
                mailbox.append(large());
            } else {
                fill(mailbox, i == 1 ? LARGE_FOLDER : 1_000, i == 1 ? 600 : 20_000);
            }
        }
        Migration.Ended ended = new Migration(dir, source, target)
                .jvm(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-Dh2.bindAddress=127.0.0.1"))
                .with("mailmig.accounts.in-flight", "8")
                .run(controlFile);
        assertThat(ended.report().path("outcome").asText())
                .describedAs(ended.output())
                .isEqualTo("DONE");
        assertThat(ended.account(users.get(0)).path("bytes").asLong()).isGreaterThan(LARGE_MESSAGE);
        assertThat(ended.account(users.get(1)).path("copied").asInt()).isEqualTo(LARGE_FOLDER);
        for (String user : users.subList(2, 8)) {
            assertThat(ended.account(user).path("copied").asInt()).isEqualTo(1_000);
        }
    }

    private static Mail large() {
        byte[] octets = new byte[LARGE_MESSAGE + 100];
        Arrays.fill(octets, (byte) 'x');
        for (int i = 78; i < octets.length; i += 80) {
            octets[i] = '\r';
            octets[Math.min(i + 1, octets.length - 1)] = '\n';
        }
        byte[] head = "Subject: large\r\nMessage-ID: <large@source.example>\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(head, 0, octets, 0, head.length);
        octets[octets.length - 2] = '\r';
        octets[octets.length - 1] = '\n';
        return Mail.of("large", "").octets(octets);
    }

    private static void fill(Mailbox mailbox, int count, int octets) {
        String body = "0123456789".repeat(7).concat("\r\n").repeat(octets / 72);
        for (int done = 0; done < count; done += 2_000) {
            List<Mail> mails = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + 2_000); i++) {
                mails.add(Mail.of("m" + i, body).flagged(i % 3 == 0 ? "\\Seen" : "\\Flagged"));
            }
            mailbox.append(mails);
        }
    }
}
