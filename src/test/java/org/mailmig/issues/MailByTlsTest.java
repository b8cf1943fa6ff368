// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.error.PermanentException;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.ScriptedSmtp;
import org.mailmig.smtp.SmtpServer;

/** With smtp:// the password of the report's mail went out in clear text although STARTTLS was offered. */
class MailByTlsTest {
    private static final String PASSWORD = "pw-of-the-mailer";

    @TempDir
    Path dir;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();
    private ScriptedSmtp smtp;

    @BeforeEach
    void configure() throws Exception {
        Certificate.loopback().writePem(dir);
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.start();
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        if (smtp != null) {
            smtp.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailmig.report", "mailmig.probe"})
    void aPasswordGoesByTlsWhereStarttlsIsOffered(String prefix) throws Exception {
        start(new ScriptedSmtp(Certificate.loopback().serverContext()), prefix, true);
        keys.setProperty(prefix + ".ca-file", dir.resolve("cert.pem").toString());
        assertThat(send(prefix)).isNull();
        assertThat(smtp.clear).allMatch(line -> line.matches("EHLO .*|STARTTLS"));
        assertThat(smtp.encrypted).anyMatch(line -> line.startsWith("AUTH")).contains("Subject: report");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailmig.report", "mailmig.probe"})
    void whereItIsNotOfferedNothingIsSent(String prefix) throws Exception {
        start(new ScriptedSmtp(null), prefix, true);
        assertThat(send(prefix)).contains(prefix + ".tls");
        nothingInClear();
    }

    @Test
    void aServerThatTakesStarttlsBackOrRefusesItGetsNothing() throws Exception {
        start(
                new ScriptedSmtp(Certificate.loopback().serverContext()).answer("STARTTLS", "454 4.7.0 not now"),
                "mailmig.report",
                true);
        assertThat(send("mailmig.report")).isNotNull();
        nothingInClear();
    }

    @ParameterizedTest
    @CsvSource({"mail.other.example, 2", "localhost, -1"})
    void aCertificateOfAnotherNameOrDateIsRefused(String host, int days) throws Exception {
        Certificate wrong = Certificate.of(host, Instant.now().plus(Duration.ofDays(days)));
        Path other = java.nio.file.Files.createDirectory(dir.resolve("other"));
        wrong.writePem(other);
        start(new ScriptedSmtp(wrong.serverContext()), "mailmig.report", true);
        keys.setProperty("mailmig.report.ca-file", other.resolve("cert.pem").toString());
        assertThat(send("mailmig.report")).contains("TLS failed", "mailmig.report.ca-file");
        nothingInClear();
    }

    @Test
    void soIsOneOfAnUnknownAuthority() throws Exception {
        start(new ScriptedSmtp(Certificate.loopback().serverContext()), "mailmig.report", true);
        assertThat(send("mailmig.report")).contains("TLS failed", "mailmig.report.ca-file");
        nothingInClear();
    }

    @Test
    void clearTextMustBeWrittenOut() throws Exception {
        start(new ScriptedSmtp(null), "mailmig.report", true);
        keys.setProperty("mailmig.report.tls", "none");
        assertThat(send("mailmig.report")).isNull();
        assertThat(smtp.clear).anyMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void withoutAPasswordAServerWithoutTlsIsAcceptedUnlessTheKeyForbidsIt() throws Exception {
        start(new ScriptedSmtp(null), "mailmig.report", false);
        assertThat(send("mailmig.report")).isNull();
        keys.setProperty("mailmig.report.tls", "starttls");
        assertThat(send("mailmig.report")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"smtp://127.0.0.1:1, implicit", "smtps://127.0.0.1:1, none", "smtp://127.0.0.1:1, maybe"})
    void aKeyThatDoesNotFitItsSchemeIsAnErrorThatNamesIt(String uri, String tls) {
        keys.setProperty("mailmig.report.smtp", uri);
        keys.setProperty("mailmig.report.tls", tls);
        assertThatThrownBy(() -> new SmtpServer(context, "mailmig.report").endpoint())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.report.tls");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 nobody here, nobody here",
        "MAIL, 530 5.7.0 not you, not you",
        "AUTH, 535 5.7.8 wrong, mailmig.report.smtp",
        "DATA., 552 5.3.4 too big, too big"
    })
    void aRefusalIsReportedWithTheServersText(String word, String answer, String text) throws Exception {
        start(new ScriptedSmtp(Certificate.loopback().serverContext()).answer(word, answer), "mailmig.report", true);
        keys.setProperty("mailmig.report.ca-file", dir.resolve("cert.pem").toString());
        assertThat(send("mailmig.report")).contains(text).doesNotContain(PASSWORD);
    }

    @Test
    void aSilentServerIsLeftAfterATime() throws Exception {
        smtp = new ScriptedSmtp(null).silent();
        keys.setProperty("mailmig.report.smtp", "smtp://127.0.0.1:" + smtp.port() + "?connectionTimeout=200");
        assertThat(send("mailmig.report")).contains("mailmig.report.smtp");
    }

    private void start(ScriptedSmtp server, String prefix, boolean password) {
        smtp = server;
        keys.setProperty(
                prefix + ".smtp",
                "smtp://127.0.0.1:" + server.port()
                        + (password ? "?username=mailer&password=RAW(" + PASSWORD + ")" : ""));
    }

    /** What went wrong; {@code null}: nothing. */
    private String send(String prefix) throws Exception {
        SmtpServer server = new SmtpServer(context, prefix);
        Exchange sent = context.createProducerTemplate().send(server.endpoint(), exchange -> {
            exchange.getMessage().setBody("text");
            exchange.getMessage().setHeader("To", "post@new.example");
            exchange.getMessage().setHeader("From", "mailmig@new.example");
            exchange.getMessage().setHeader("Subject", "report");
        });
        return sent.getException() == null ? null : server.explained(sent.getException());
    }

    private void nothingInClear() {
        String base64 = Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));
        assertThat(smtp.clear)
                .isNotEmpty()
                .allMatch(line -> line.matches("EHLO .*|HELO .*|STARTTLS|QUIT|RSET"))
                .noneMatch(line -> line.contains(PASSWORD) || line.contains(base64));
    }
}
