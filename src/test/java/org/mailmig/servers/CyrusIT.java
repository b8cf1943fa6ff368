// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailmig.world.Lmtp;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

@RealCyrus
class CyrusIT {
    private final String user = Users.fresh("cora");

    @Test
    void anOwnerSeesWhatHePutIn() {
        Mailbox box = new Mailbox(Cyrus.source(), user).create("Über & Co");
        box.append(
                Mail.of("one", "1").flagged("\\Seen", "Kw"), Mail.of("two", "2").in("Über & Co"));
        Snapshot seen = box.snapshot();
        assertThat(seen.folders()).containsOnlyKeys("INBOX", "Über & Co");
        assertThat(seen.messages("INBOX")).singleElement().satisfies(each -> assertThat(each.flags())
                .containsExactly("Kw", "\\Seen"));
    }

    @Test
    void aUserHasOnePasswordAndTheAdminActsForHimByAuthorizationIdentity() throws Exception {
        Cyrus.source().user(user);
        assertThat(ask("LOGIN " + user + " wrong")).startsWith("a NO");
        assertThat(ask("LOGIN " + user + " " + Cyrus.PASSWORD)).startsWith("a OK");
        String plain = user + "\0" + Cyrus.ADMIN + "\0" + Cyrus.ADMIN_PASSWORD;
        String text = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        assertThat(ask("AUTHENTICATE PLAIN " + text)).startsWith("a OK");
    }

    @Test
    void theServersAdminSeesThatReplicationIsOpenToHim() {
        assertThat(Cyrus.source().asAdmin("CAPABILITY")).contains("X-REPLICATION");
    }

    @Test
    void deliveredMailArrives() {
        Mailbox box = new Mailbox(Cyrus.source(), Cyrus.source().user(user));
        new Lmtp(Cyrus.source().lmtpPort()).deliver(user, Mail.of("new", ".").octets());
        assertThat(box.snapshot().messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("new");
    }

    @Test
    void aStoppedServerComesBackWithItsMail() {
        Cyrus own = Cyrus.start(Map.of("munge8bit", "no"));
        new Mailbox(own, user).create("kept");
        own.stop();
        assertThat(Ports.answers(own.imapPort())).isFalse();
        own.start();
        assertThat(new Mailbox(own, user).snapshot().folders()).containsKey("kept");
        own.stop();
    }

    private static String ask(String command) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Cyrus.source().imapPort())) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            socket.getOutputStream().write(("a " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line.startsWith("*")) {
                line = in.readLine();
            }
            return line;
        }
    }
}
