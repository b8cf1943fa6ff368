// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.servers.Certificate;
import org.mailmig.sieve.ScriptedSieve;

/** The ManageSieve conversation: nothing secret on an open line, every form of string, every way to be refused. */
class ManageSieveTest {
    private ScriptedSieve server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedSieve();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ManageSieve starttls() throws Exception {
        return server.connect(
                ServerAddress.Tls.STARTTLS, Certificate.loopback().sslContext(), Login.Style.PASSWORD, null);
    }

    @Test
    void withoutStarttlsNoPasswordGoesOut() {
        server.greeting("\"SASL\" \"PLAIN\"\r\nOK");
        assertThatThrownBy(this::starttls)
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("mailmig.source.sieve.tls");
        assertThat(server.commands).isEmpty();
    }

    @Test
    void aRefusedStarttlsEndsTheConnection() {
        server.on("STARTTLS", "NO \"not today\"");
        assertThatThrownBy(this::starttls).isInstanceOf(TlsException.class).hasMessageContaining("not today");
        assertThat(server.commands).containsExactly("STARTTLS");
    }

    @Test
    void clearTextAfterStarttlsIsNotTrusted() {
        server.on("STARTTLS", "OK", "\"SASL\" \"PLAIN\"", "OK");
        assertThatThrownBy(this::starttls).isInstanceOf(TlsException.class).hasMessageContaining("clear text");
        assertThat(server.commands).containsExactly("STARTTLS");
    }

    @Test
    void anUntrustedCertificateEndsTheConnection() {
        server.tls(Certificate.loopback().serverContext());
        assertThatThrownBy(() -> server.connect(ServerAddress.Tls.STARTTLS, null, Login.Style.PASSWORD, null))
                .isInstanceOf(TlsException.class);
        assertThat(server.commands).containsExactly("STARTTLS");
    }

    @Test
    void afterTlsTheCapabilitiesAreReadAgain() throws Exception {
        server.tls(Certificate.loopback().serverContext())
                .protectedGreeting("\"SASL\" \"PLAIN\"\r\n\"SIEVE\" \"fileinto imap4flags\"\r\nOK");
        try (ManageSieve sieve = starttls()) {
            assertThat(sieve.capabilities().missing(Set.of("fileinto", "imap4flags", "vacation", "comparator-i;octet")))
                    .containsExactly("vacation");
            assertThat(sieve.capabilities().canCheck()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PASSWORD  | ''       | ~anna~pw-of-anna",
                "AUTHZID   | migrator | anna~migrator~pw-of-anna",
                "PROXYAUTH | migrator | anna~migrator~pw-of-anna",
                "DOVECOT   | migrator | ~anna*migrator~pw-of-anna",
                "EXCHANGE  | dom/adm  | ~dom/adm/anna~pw-of-anna"
            })
    void eachStyleOfLogin(Login.Style style, String admin, String expected) throws Exception {
        server.connect(ServerAddress.Tls.NONE, null, style, admin.isEmpty() ? null : admin)
                .close();
        String[] words = server.commands.get(0).split(" ");
        assertThat(words).startsWith("AUTHENTICATE", "\"PLAIN\"");
        byte[] message = Base64.getDecoder().decode(words[2].replace("\"", ""));
        assertThat(new String(message, StandardCharsets.UTF_8).replace('\0', '~'))
                .isEqualTo(expected);
    }

    @Test
    void aRefusedLoginDoesNotShowThePassword() {
        server.on("AUTHENTICATE", "NO \"wrong: " + ScriptedSieve.PASSWORD + "\"");
        assertThatThrownBy(() -> server.connect())
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("wrong")
                .hasMessageNotContaining(ScriptedSieve.PASSWORD);
    }

    @Test
    void aServerThatIsBusyIsAskedLater() {
        server.on("AUTHENTICATE", "NO (TRYLATER) \"busy\"");
        assertThatThrownBy(() -> server.connect())
                .isInstanceOfSatisfying(CommandRefusedException.class, e -> assertThat(e.passing())
                        .isTrue());
    }

    @Test
    void theAdminsOwnScriptsAreNotTakenForTheUsers() {
        server.protectedGreeting(ScriptedSieve.capabilities("\"OWNER\" \"migrator\"\r\n"));
        assertThatThrownBy(() -> server.connect(ServerAddress.Tls.NONE, null, Login.Style.AUTHZID, "migrator"))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("scripts of migrator itself");
    }

    @Test
    void namesAndScriptsInEveryForm() throws Exception {
        server.on(
                        "LISTSCRIPTS",
                        "\"plain\"",
                        "\"with \\\"quotes\\\" and \\\\\" ACTIVE",
                        "{8}",
                        "Ümläut ",
                        "OK (WARNINGS {3}",
                        "a)b) \"done\"")
                .on("GETSCRIPT", "{12}", "keep;\r\nOK \"x", "OK");
        try (ManageSieve sieve = server.connect()) {
            assertThat(sieve.list())
                    .containsExactly(
                            new ListedScript("plain", false),
                            new ListedScript("with \"quotes\" and \\", true),
                            new ListedScript("Ümläut", false));
            assertThat(sieve.get("a \"b\" \\ ü")).asString().isEqualTo("keep;\r\nOK \"x");
            sieve.put("new", "keep;".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(server.commands)
                .containsSequence("HAVESPACE \"new\" 5", "PUTSCRIPT \"new\" <keep;>")
                .contains("GETSCRIPT \"a \\\"b\\\" \\\\ ü\"");
    }

    /** ManageSieve literals are non-synchronizing: after a refused line the server would run the script as commands. */
    @Test
    void aScriptIsNotSentAfterANameThatTheServerOrTheProtocolRefuses() throws Exception {
        byte[] hostile = "DELETESCRIPT \"mine\"\r\n".getBytes(StandardCharsets.US_ASCII);
        server.on("HAVESPACE \"odd", "NO \"no such name\"");
        try (ManageSieve sieve = server.connect()) {
            assertThat(sieve.put("odd", hostile)).isEqualTo(new Answer("NO", "", "no such name"));
            for (String name : new String[] {"two\r\nLOGOUT", "n".repeat(1025), "\u0000"}) {
                assertThatThrownBy(() -> sieve.put(name, hostile)).isInstanceOf(CommandRefusedException.class);
                assertThatThrownBy(() -> sieve.activate(name)).isInstanceOf(CommandRefusedException.class);
                assertThatThrownBy(() -> sieve.get(name)).isInstanceOf(CommandRefusedException.class);
            }
            assertThat(sieve.isOpen()).isTrue();
        }
        assertThat(server.commands).noneMatch(command -> command.contains("<"));
    }

    @Test
    void refusalsAreValuesWithTheirCode() throws Exception {
        server.on("PUTSCRIPT", "NO (QUOTA/MAXSIZE) {5}", "large")
                .on("CHECKSCRIPT", "NO \"line 1: \u001b[31m bad\"")
                .on("HAVESPACE \"a\" 1", "NO (TRYLATER) \"later\"");
        try (ManageSieve sieve = server.connect()) {
            Answer put = sieve.put("a", new byte[0]);
            assertThat(put).isEqualTo(new Answer("NO", "QUOTA/MAXSIZE", "large"));
            assertThat(put.isOverQuota()).isTrue();
            assertThat(sieve.check(new byte[0]).text()).isEqualTo("line 1: ?[31m bad");
            assertThatThrownBy(() -> sieve.haveSpace("a", 1)).isInstanceOf(CommandRefusedException.class);
            assertThat(sieve.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"BYE \"closing\"|sent BYE: closing", "CLOSE|closed the connection"})
    void aLineThatEndsIsLost(String answer, String said) throws Exception {
        server.on("LISTSCRIPTS", answer);
        try (ManageSieve sieve = server.connect()) {
            assertThatThrownBy(sieve::list)
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining(said);
        }
    }

    @ParameterizedTest
    @CsvSource({"{999999999}", "{-1}", "{x}", "{1}x"})
    void aLiteralBeyondReasonIsNoManageSieve(String size) throws Exception {
        server.on("GETSCRIPT", size);
        try (ManageSieve sieve = server.connect()) {
            assertThatThrownBy(() -> sieve.get("a"))
                    .isInstanceOf(ImapException.class)
                    .isInstanceOf(ProtocolException.class);
        }
    }
}
