// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

@RealServers
class DovecotIT {
    private final String user = Users.fresh("dora");

    @Test
    void everyUserHasHisOwnPassword() throws Exception {
        assertThat(ask(Dovecot.source(), "LOGIN " + user + " " + Dovecot.PASSWORD))
                .startsWith("a OK");
        assertThat(ask(Dovecot.source(), "LOGIN " + user + " wrong")).startsWith("a NO");
    }

    @Test
    void theAdminActsForAUserAfterAnAsterisk() throws Exception {
        assertThat(ask(Dovecot.source(), "LOGIN " + user + "*migrator " + Dovecot.ADMIN_PASSWORD))
                .startsWith("a OK");
    }

    @Test
    void theAdminActsForAUserByAuthorizationIdentity() throws Exception {
        String plain = user + "\0" + Dovecot.ADMIN + "\0" + Dovecot.ADMIN_PASSWORD;
        String text = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        assertThat(ask(Dovecot.source(), "AUTHENTICATE PLAIN " + text)).startsWith("a OK");
    }

    @Test
    void theCertificateIsTrustedByTheOfferedContext() throws Exception {
        try (Socket socket = Certificate.loopback()
                .sslContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", Dovecot.source().imapsPort())) {
            assertThat(socket.getInputStream().read()).isEqualTo('*');
        }
    }

    @Test
    void theApiAnswersToItsKey() throws Exception {
        String key = Base64.getEncoder().encodeToString(Dovecot.API_KEY.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(Dovecot.target().apiUrl()))
                .header("Authorization", "X-Dovecot-API " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[[\"mailboxStatus\",{\"user\":\"" + user
                        + "\",\"field\":[\"uidvalidity\"],\"mailboxMask\":[\"INBOX\"]},\"t\"]]"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("doveadmResponse", "uidvalidity");
    }

    @Test
    void aStoppedServerComesBackWithItsMail() throws Exception {
        Dovecot own =
                Dovecot.start(DovecotOptions.named("own").format("maildir").separator('.'));
        own.doveadm("mailbox", "create", "-u", user, "kept");
        own.stop();
        assertThat(Ports.answers(own.imapPort())).isFalse();
        own.start();
        assertThat(own.doveadm("mailbox", "list", "-u", user)).contains("kept");
        own.stop();
    }

    private static String ask(Dovecot server, String command) throws Exception {
        try (Socket socket = new Socket(server.host(), server.imapPort())) {
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
