// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.PasswordAuthentication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.ScriptedSmtp;
import org.mailmig.servers.TokenServer;
import org.mailmig.smtp.SmtpServer;

/** Mail could be sent with a password only; Exchange Online accepts only tokens. */
class MailByTokenTest {
    private static final String EHLO = "250-scripted\r\n250-AUTH PLAIN LOGIN %s\r\n250 8BITMIME";
    private static final String ERROR =
            "334 " + Base64.getEncoder().encodeToString("{\"status\":\"401\"}".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path dir;

    @RegisterExtension
    final TokenServer tokens = new TokenServer();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private ScriptedSmtp smtp;

    @BeforeEach
    void configure() throws Exception {
        Certificate.loopback().writePem(dir);
        smtp = new ScriptedSmtp(Certificate.loopback().serverContext()).implicitTls();
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.start();
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        smtp.close();
    }

    private void grant(String prefix, String uri) {
        keys.setProperty(prefix + ".smtp", uri);
        keys.setProperty(prefix + ".ca-file", dir.resolve("cert.pem").toString());
        keys.setProperty(prefix + ".oauth.grant", "client-credentials");
        keys.setProperty(prefix + ".oauth.token-url", tokens.url());
        keys.setProperty(prefix + ".oauth.client-id", "app");
        keys.setProperty(prefix + ".oauth.client-secret", "secret-of-the-app");
    }

    private String uri(String user) {
        return "smtps://127.0.0.1:" + smtp.port() + (user.isEmpty() ? "" : "?username=" + user);
    }

    /** Accepts tokens that are not expired, as the mechanism is, after the answer to its error. */
    private void offers(String mechanisms) {
        smtp.answers(line -> {
            if (line.startsWith("EHLO")) {
                return String.format(EHLO, mechanisms);
            }
            if (line.startsWith("AUTH ") && line.split(" ").length == 2) {
                return "334 ";
            }
            if (line.isEmpty() || line.equals("AQ==")) {
                return "535 5.7.8 the token has ended";
            }
            boolean sasl = line.startsWith("AUTH ") || line.length() > 400 && !line.contains(" ");
            return !sasl ? null : expired.stream().anyMatch(decoded(line)::contains) ? ERROR : "235 2.7.0 welcome";
        });
    }

    private static String decoded(String line) {
        return new String(
                Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1)), StandardCharsets.UTF_8);
    }

    private static String sasl(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailmig.report", "mailmig.probe"})
    void aTokenOpensTheServerInTheBytesOfItsMechanism(String prefix) throws Exception {
        offers("XOAUTH2");
        grant(prefix, uri("mailer@new.example"));
        assertThat(send(prefix)).isNull();
        assertThat(smtp.encrypted)
                .contains("AUTH XOAUTH2 " + sasl("user=mailer@new.example\u0001auth=Bearer token-1\u0001\u0001"))
                .contains("Subject: report");
        assertThat(smtp.clear).isEmpty();

        offers("OAUTHBEARER XOAUTH2");
        assertThat(send(prefix)).isNull();
        assertThat(smtp.encrypted)
                .contains("AUTH OAUTHBEARER " + sasl("n,a=mailer@new.example,\u0001auth=Bearer token-1\u0001\u0001"));
        assertThat(tokens.asked).as("one token for both mails").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void aTokenThatHasEndedIsAnsweredAndTheSameMailGoesWithAFreshOne(String mechanism) throws Exception {
        offers(mechanism);
        grant("mailmig.report", uri("mailer"));
        assertThat(send("mailmig.report")).isNull();
        expired.add("token-1");
        assertThat(send("mailmig.report")).isNull();
        assertThat(smtp.encrypted)
                .filteredOn(line -> line.startsWith("AUTH"))
                .extracting(
                        line -> decoded(line).replaceAll(".*(token-.).*", "$1").substring(0, 7))
                .containsExactly("token-1", "token-1", "token-2");
        assertThat(smtp.encrypted).contains(mechanism.equals("XOAUTH2") ? "" : "AQ==");
        assertThat(smtp.encrypted).filteredOn("DATA"::equals).hasSize(2);
    }

    /** A reset of the log manager clears the levels of all loggers; a host's configuration may set any of them. */
    @ParameterizedTest
    @ValueSource(strings = {"org.mailmig", "org.mailmig.smtp.protocol"})
    void aHostThatTracesEverythingDoesNotSeeTheToken(String traces) throws Exception {
        Logger ours = Logger.getLogger(traces);
        Logger protocol = Logger.getLogger("org.mailmig.smtp.protocol");
        List<String> traced = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                traced.add(String.valueOf(line.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
        ours.addHandler(handler);
        try {
            offers("XOAUTH2");
            grant("mailmig.report", uri("mailer"));
            assertThat(send("mailmig.report")).isNull();
            protocol.setLevel(null); // as a reset does
            assertThat(send("mailmig.report")).isNull();
        } finally {
            ours.removeHandler(handler);
            ours.setLevel(null);
        }
        assertThat(smtp.encrypted).filteredOn("DATA"::equals).hasSize(2);
        assertThat(traced).noneMatch(line -> line.contains("AUTH XOAUTH2"));
    }

    @Test
    void aFreshTokenThatIsRefusedIsOneClearMessageAndNoSecondToken() throws Exception {
        offers("XOAUTH2");
        expired.add("token-");
        grant("mailmig.report", uri(""));
        keys.setProperty("mailmig.report.mail-from", "reports@new.example");
        assertThat(send("mailmig.report"))
                .contains(
                        "refused the token of reports@new.example by XOAUTH2",
                        "the token has ended",
                        "{\"status\":\"401\"}",
                        "mailmig.report.oauth.grant")
                .doesNotContain("token-1");
        assertThat(tokens.asked).hasSize(1);
        assertThat(smtp.encrypted).contains("").doesNotContain("DATA");
    }

    @Test
    void aServerThatOffersNoSuchMechanismGetsNoToken() throws Exception {
        grant("mailmig.report", uri("mailer"));
        assertThat(send("mailmig.report")).contains("does not offer AUTH XOAUTH2");
        assertThat(smtp.encrypted).noneMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void whatTheEndpointRefusesNamesItsKey() throws Exception {
        offers("XOAUTH2");
        grant("mailmig.report", uri("mailer"));
        tokens.answersOnce(401, null, "{\"error\":\"invalid_client\"}");
        assertThat(send("mailmig.report")).contains("invalid_client", "mailmig.report.oauth.client-id");
        assertThat(smtp.encrypted).isEmpty();
    }

    @Test
    void aLongTokenIsSentAsAnAnswer() throws Exception {
        offers("XOAUTH2");
        grant("mailmig.report", uri("mailer"));
        String token = "t".repeat(2_000);
        tokens.answersOnce(200, null, "{\"access_token\":\"" + token + "\",\"expires_in\":3600}");
        assertThat(send("mailmig.report")).isNull();
        assertThat(smtp.encrypted)
                .contains("AUTH XOAUTH2", sasl("user=mailer\u0001auth=Bearer " + token + "\u0001\u0001"));
    }

    @Test
    void tokensAreNotSentInClearText() throws Exception {
        try (ScriptedSmtp clear = new ScriptedSmtp(null)) {
            grant("mailmig.report", "smtp://127.0.0.1:" + clear.port() + "?username=mailer");
            assertThat(send("mailmig.report")).contains("mailmig.report.tls");
            assertThat(clear.clear).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "uri"})
    void aBeanBringsTheTokenForEachLogin(String how) throws Exception {
        offers("XOAUTH2");
        int[] number = {0};
        context.getRegistry().bind("bean", new MailAuthenticator() {
            @Override
            public PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("mailer", "bean-" + number[0]);
            }
        });
        keys.setProperty(
                "mailmig.report.smtp",
                uri("") + "?authenticator=#bean" + (how.equals("uri") ? "&mail.smtps.auth.mechanisms=XOAUTH2" : ""));
        keys.setProperty("mailmig.report.ca-file", dir.resolve("cert.pem").toString());
        if (how.equals("key")) {
            keys.setProperty("mailmig.report.oauth.mechanism", "xoauth2");
        }
        assertThat(send("mailmig.report")).isNull();
        number[0] = 1;
        assertThat(send("mailmig.report")).isNull();
        for (int i = 0; i < 2; i++) {
            assertThat(smtp.encrypted)
                    .contains("AUTH XOAUTH2 " + sasl("user=mailer\u0001auth=Bearer bean-" + i + "\u0001\u0001"));
        }
        assertThat(tokens.asked).isEmpty();
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
}
