// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.config.Secret;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.servers.Certificate;

/** From the greeting to the login: nothing secret goes out over a line that is not as configured. */
class LoginTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private ImapConnection protectedBy(ServerAddress.Tls tls) throws Exception {
        return ImapConnection.open(
                server.address(tls, Certificate.loopback().sslContext(), Duration.ofSeconds(5)),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(ScriptedServer.PASSWORD)));
    }

    /** UTF-8, one char per octet. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String sent(int index) {
        String command = server.commands.stream()
                .filter(each -> each.startsWith("AUTHENTICATE"))
                .toList()
                .get(index);
        return new String(
                Base64.getDecoder().decode(command.substring(command.lastIndexOf(' ') + 1)), StandardCharsets.UTF_8);
    }

    @Test
    void withoutStarttlsNoPasswordGoesOut() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] no TLS here");
        assertThatThrownBy(() -> protectedBy(ServerAddress.Tls.STARTTLS))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("does not offer STARTTLS")
                .hasMessageContaining("mailmig.source.tls");
        assertThat(server.commands).isEmpty();
    }

    @Test
    void aGreetingThatIsLoggedInAlreadyIsNotTrusted() {
        server.greeting("* PREAUTH welcome somebody");
        assertThatThrownBy(() -> protectedBy(ServerAddress.Tls.STARTTLS)).isInstanceOf(TlsException.class);
        assertThatThrownBy(server::connect).isInstanceOf(TlsException.class);
        assertThat(server.commands).isEmpty();
    }

    @Test
    void capabilitiesFromBeforeTheTlsAreForgotten() throws Exception {
        server.greeting("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello")
                .tls(Certificate.loopback().serverContext())
                .on("STARTTLS", "STARTTLS")
                .offers("AUTH=PLAIN MULTIAPPEND");
        try (ImapConnection connection = protectedBy(ServerAddress.Tls.STARTTLS)) {
            assertThat(connection.offers("MULTIAPPEND")).isTrue();
            assertThat(connection.offers("LOGINDISABLED")).isFalse();
        }
        assertThat(server.commands).startsWith("STARTTLS", "CAPABILITY", "AUTHENTICATE PLAIN");
    }

    @Test
    void clearTextAfterTheAnswerToStarttlsIsNotAccepted() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello").on("STARTTLS", "T OK go\r\n* PREAUTH injected");
        assertThatThrownBy(() -> protectedBy(ServerAddress.Tls.STARTTLS)).isInstanceOf(TlsException.class);
        assertThat(server.commands).containsExactly("STARTTLS");
    }

    @Test
    void anUntrustedCertificateEndsTheAttempt() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello")
                .tls(Certificate.loopback().serverContext())
                .on("STARTTLS", "STARTTLS");
        assertThatThrownBy(() -> ImapConnection.open(
                        server.address(ServerAddress.Tls.STARTTLS, null, Duration.ofSeconds(5)),
                        new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of("x"))))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("cannot be protected");
    }

    @Test
    void plainGoesInOneLineWhereTheServerTakesItSo() throws Exception {
        server.connect().close();
        assertThat(sent(0)).isEqualTo("\0anna\0" + ScriptedServer.PASSWORD);
    }

    @Test
    void theAdminActsForTheOwner() throws Exception {
        server.connect(Login.Style.AUTHZID, "migrator").close();
        assertThat(sent(0)).isEqualTo("anna\0migrator\0" + ScriptedServer.PASSWORD);
        server.connect(Login.Style.DOVECOT, "migrator").close();
        assertThat(sent(1)).startsWith("\0anna*migrator\0");
    }

    @Test
    void loginQuotesWhatItCanAndSendsTheRestAsALiteral() throws Exception {
        server.greeting("* OK [CAPABILITY IMAP4rev1] hello").connect().close();
        assertThat(server.commands.get(0)).isEqualTo("LOGIN \"anna\" <" + octets(ScriptedServer.PASSWORD) + ">");
        assertThat(server.literals).containsExactly("{10}");
    }

    @Test
    void proxyauthFollowsTheAdminsLogin() throws Exception {
        server.greeting("* OK [CAPABILITY IMAP4rev1] hello")
                .connect(Login.Style.PROXYAUTH, "boss")
                .close();
        assertThat(server.commands.get(0)).startsWith("LOGIN \"boss\" ");
        assertThat(server.commands.get(1)).isEqualTo("PROXYAUTH \"anna\"");
    }

    @Test
    void aTokenThatIsRefusedByAChallengeIsARefusal() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello")
                .on("AUTHENTICATE XOAUTH2 .*", "+ eyJzdGF0dXMiOiI0MDAifQ==")
                .on("", "unused");
        assertThatThrownBy(() -> server.connect(Login.Style.XOAUTH2, null)).isInstanceOf(ImapException.class);
    }

    @Test
    void disabledLoginIsReportedAndNothingIsSent() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello");
        assertThatThrownBy(server::connect)
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("LOGINDISABLED");
        assertThat(server.commands).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[UNAVAILABLE] come back later",
                "[LIMIT] enough",
                "[ALERT] Too many simultaneous connections. (Failure)",
                "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
                "Too many login attempts, please try again later"
            })
    void aRefusalIsFinalUnlessTheServerAsksForPatience(String words) {
        server.on("AUTHENTICATE.*", "T NO " + words);
        assertThatThrownBy(server::connect)
                .isInstanceOfSatisfying(CommandRefusedException.class, e -> assertThat(e.passing())
                        .isTrue());
    }

    @Test
    void noMessageBringsThePasswordBackEvenIfTheServerDoes() {
        server.greeting("* OK [CAPABILITY IMAP4rev1] hello")
                .on(
                        "LOGIN.*",
                        "T NO [AUTHENTICATIONFAILED] bad password " + octets(ScriptedServer.PASSWORD) + " \u001b[31m");
        assertThatThrownBy(server::connect)
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("as anna")
                .hasMessageNotContaining("s3cr3t")
                .hasMessageNotContaining("\u001b");
    }

    /** Some servers echo the whole line, SASL's initial response included. */
    @Test
    void norDoesOneThatEchoesSasl() {
        String response = Base64.getEncoder()
                .encodeToString(("\0anna\0" + ScriptedServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
        server.on("AUTHENTICATE.*", "T NO what is PLAIN " + response + " supposed to mean");
        assertThatThrownBy(server::connect)
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("supposed to mean")
                .hasMessageNotContaining(response);
    }

    @Test
    void capabilitiesAreRequestedIfTheServerDoesNotSendThem() throws Exception {
        server.greeting("* OK hello").on("LOGIN.*|AUTHENTICATE.*", "T OK in").offers("UNSELECT");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.offers("UNSELECT")).isTrue();
        }
        assertThat(server.commands.stream().filter("CAPABILITY"::equals)).hasSize(2);
    }

    @Test
    void aByeInsteadOfAGreetingMayPass() {
        server.greeting("* BYE too many connections");
        assertThatThrownBy(server::connect)
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("too many connections");
    }

    @Test
    void anUntrustedCertificateIsReportedWithoutClassNamesAndWithTheKeyThatHelps() {
        server.greeting("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello")
                .tls(Certificate.loopback().serverContext())
                .on("STARTTLS", "STARTTLS");
        assertThatThrownBy(() -> ImapConnection.open(
                        server.address(ServerAddress.Tls.STARTTLS, null, Duration.ofSeconds(5)),
                        new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of("x"))))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("mailmig.source.ca-file")
                .hasMessageNotContainingAny("Exception", "PKIX", "sun.security");
    }

    @Test
    void tlsOnAPortThatSpeaksItInClearIsSaidSo() {
        server.greeting("* OK [CAPABILITY IMAP4rev1] hello");
        assertThatThrownBy(() -> protectedBy(ServerAddress.Tls.IMPLICIT))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("does not speak TLS")
                .hasMessageContaining("imap://");
    }

    @Test
    void aRefusalOfTheOwnerIsReadFromItsCode() {
        server.on("AUTHENTICATE.*", "T NO [AUTHORIZATIONFAILED] not for this user");
        assertThatThrownBy(() -> server.connect(Login.Style.AUTHZID, "migrator"))
                .isInstanceOfSatisfying(LoginRefusedException.class, e -> assertThat(e.about())
                        .isEqualTo(LoginRefusedException.About.OWNER));
    }

    @Test
    void aRefusalWithoutSuchACodeMayMeanEither() {
        server.on("AUTHENTICATE.*", "T NO [AUTHENTICATIONFAILED] no");
        assertThatThrownBy(() -> server.connect(Login.Style.AUTHZID, "migrator"))
                .isInstanceOfSatisfying(LoginRefusedException.class, e -> assertThat(e.about())
                        .isEqualTo(LoginRefusedException.About.EITHER));
    }
}
