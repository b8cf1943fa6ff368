// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.config.Secret;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * Dovecot, after BAD to an APPEND with a non-synchronising literal, runs the literal line by line as commands. Here every
 * line of a message is one, and it comes behind every bad flag and date.
 */
@RealServers
class DovecotInjectionIT {
    private static final String BODY = String.join(
            "\r\n",
            "M1 CREATE Evil",
            "M2 CREATE Evil",
            "M3 DELETE Precious",
            "a1 CREATE Evil",
            "a2 DELETE Precious",
            "a3 SELECT INBOX",
            "a4 STORE 1:* +FLAGS (\\Deleted)",
            "a5 EXPUNGE",
            "a6 APPEND INBOX {4+}",
            "evil",
            "a7 LOGOUT",
            "");

    private static final List<String> FLAGS = List.of(
            "\\Bogus",
            "\\Recent",
            "\\",
            "a b",
            "c]",
            "(",
            ")",
            "{5}",
            "{5+}",
            "%",
            "*",
            "\"",
            "\u00fc",
            "",
            "\u0000",
            "a\r\nb",
            "k".repeat(51),
            "k".repeat(300),
            "NIL",
            "\\Seen");

    private final Mailbox mailbox = new Mailbox(Dovecot.target(), Users.fresh("victim"));

    private ImapConnection connect() throws IOException {
        ServerAddress server = new ServerAddress(
                "target",
                "127.0.0.1",
                Dovecot.target().imapsPort(),
                ServerAddress.Tls.IMPLICIT,
                Dovecot.target().sslContext(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20));
        return ImapConnection.open(
                server, new Login(Login.Style.PASSWORD, mailbox.user(), null, () -> Secret.of(Dovecot.PASSWORD)));
    }

    private static AppendMessage evil(Flags flags, OffsetDateTime date) {
        byte[] octets = BODY.getBytes(StandardCharsets.US_ASCII);
        return new AppendMessage(flags, date, octets.length, out -> out.write(octets));
    }

    private static List<OffsetDateTime> dates() {
        List<OffsetDateTime> dates = new ArrayList<>();
        for (int year : new int[] {0, 1, 1600, 1900, 1969, 2037, 2038, 2107, 9999}) {
            dates.add(OffsetDateTime.of(year, 2, 28, 23, 59, 59, 0, ZoneOffset.UTC));
        }
        dates.add(OffsetDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(18)));
        dates.add(OffsetDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHoursMinutesSeconds(-1, -2, -3)));
        dates.add(OffsetDateTime.MIN);
        dates.add(OffsetDateTime.MAX);
        dates.add(null);
        return dates;
    }

    @Test
    void noLineOfAMessageIsEverExecutedWhateverPrecedesIt() throws Exception {
        mailbox.create("Precious").append(Mail.of("precious", "text").in("Precious"), Mail.of("innocent", "text"));
        Snapshot before = mailbox.snapshot();
        int sent = 0;
        for (String flag : FLAGS) {
            for (OffsetDateTime date : dates()) {
                sent += append(evil(Flags.of(flag, "\\Flagged"), date), evil(Flags.NONE, date));
            }
        }
        Snapshot after = mailbox.snapshot();

        assertThat(after.folders()).containsOnlyKeys("INBOX", "Precious");
        assertThat(after.messages("Precious")).isEqualTo(before.messages("Precious"));
        assertThat(after.messages("INBOX"))
                .contains(before.messages("INBOX").get(0))
                .hasSize(sent + 1);
        assertThat(sent).isGreaterThan(500);
        assertThat(after.messages("INBOX").subList(1, sent + 1))
                .allSatisfy(message -> assertThat(message.size()).isEqualTo(BODY.length()));
    }

    private int append(AppendMessage... messages) throws IOException {
        try (ImapConnection connection = connect()) {
            return connection.append("INBOX", List.of(messages)).uids().size();
        } catch (CommandRefusedException e) {
            return 0; // a refusal of the whole; what it left behind is looked at
        }
    }
}
