// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.PasswordAuthentication;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.mail.MailAuthenticator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.servers.TokenServer;
import org.mailmig.sieve.ScriptedSieve;

/** A MailAuthenticator bean supplies tokens instead of a grant: on both sides, and to ManageSieve. SMTP: {@link MailByTokenTest}. */
class TokensOfABeanTest {
    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    @RegisterExtension
    final TokenServer tokens = new TokenServer();

    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void bean() {
        sides.context.getRegistry().bind("bean", new MailAuthenticator() {
            @Override
            public PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("nobody", "bean-" + asked.incrementAndGet());
            }
        });
    }

    private ScriptedServer use(String side, String how) {
        ScriptedServer server = side.equals("source") ? sides.source : sides.target;
        server.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR] hello");
        String prefix = "mailmig." + side + ".";
        sides.with(prefix + "uri", "imap://127.0.0.1:" + server.port() + "?authenticator=#bean")
                .with(prefix + "admin-user", "")
                .with(prefix + "admin-password", "")
                .with(prefix + "admin-style", how.equals("style") ? "xoauth2" : "");
        if (how.equals("mechanism")) {
            sides.with(prefix + "oauth.mechanism", "xoauth2");
        }
        if (how.equals("preset")) {
            sides.with(prefix + "preset", "exchange-online");
        }
        return server;
    }

    private static String sasl(String token) {
        return Base64.getEncoder()
                .encodeToString(
                        ("user=anna\u0001auth=Bearer " + token + "\u0001\u0001").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "source, style",
        "source, mechanism",
        "source, preset",
        "target, style",
        "target, mechanism",
        "target, preset"
    })
    void eachLoginAsksTheBean(String side, String how) {
        ScriptedServer server = use(side, how);
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.check("anna")).isEmpty();
        long logins = server.heard("AUTHENTICATE XOAUTH2 ");
        assertThat(logins).isGreaterThanOrEqualTo(2);
        for (int i = 1; i <= 2; i++) {
            assertThat(server.heard("AUTHENTICATE XOAUTH2 " + sasl("bean-" + i)))
                    .isEqualTo(1);
        }
        assertThat(tokens.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"source", "target"})
    void soDoesManageSieve(String side) throws Exception {
        try (ScriptedSieve source = sieve("source");
                ScriptedSieve target = sieve("target")) {
            use(side, "mechanism");
            assertThat(sides.check("anna")).isEmpty();
            assertThat((side.equals("source") ? source : target).commands)
                    .filteredOn(command -> command.startsWith("AUTHENTICATE"))
                    .isNotEmpty()
                    .allMatch(command -> command.matches("AUTHENTICATE \"XOAUTH2\".*"))
                    .allMatch(command -> command.contains(sasl("bean-1")) || command.contains(sasl("bean-2")));
        }
    }

    private ScriptedSieve sieve(String side) throws Exception {
        ScriptedSieve server = new ScriptedSieve()
                .greeting("\"IMPLEMENTATION\" \"scripted\"\r\n\"SASL\" \"PLAIN XOAUTH2\"\r\n\"SIEVE\" \"fileinto\"\r\n"
                        + "\"VERSION\" \"1.0\"\r\nOK \"ready\"");
        sides.with("mailmig." + side + ".sieve.uri", "sieve://127.0.0.1:" + server.port())
                .with("mailmig." + side + ".sieve.tls", "none");
        return server;
    }
}
