// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Outcome;
import org.mailmig.Result;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.TokenServer;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;

/** Dovecot's own oauth2 passdb, with tokens that end many times while a wave runs: nobody is blamed. */
@RealServers
class TokensThatEndIT {
    private static final Duration WAVE = Duration.ofSeconds(65);
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static TokenServer tokens;
    private static Dovecot source;

    @TempDir
    static Path dir;

    @BeforeAll
    static void start() throws Exception {
        tokens = new TokenServer(LIFE);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x")); // Dovecot is another user
        Path args = Files.writeString(
                dir.resolve("oauth2.conf"),
                String.join(
                        "\n",
                        "introspection_mode = post",
                        "introspection_url = " + tokens.introspectionUrl(),
                        "username_attribute = username",
                        "active_attribute = active",
                        "active_value = true",
                        "force_introspection = yes",
                        ""));
        byte[] key = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Files.writeString(
                dir.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        source = Dovecot.start(DovecotOptions.named("tokens")
                .plugin(
                        "end",
                        "of plugins\n}\nauth_mechanisms = plain login xoauth2 oauthbearer\npassdb {\n  driver = oauth2\n"
                                + "  mechanisms = xoauth2 oauthbearer\n  args = " + args
                                + "\n}\nplugin {\n  and = more"));
    }

    @AfterAll
    static void stop() {
        source.stop();
        tokens.close();
    }

    private static InProcess line(String mechanism) {
        return new InProcess(source, Dovecot.target())
                .with("mailmig.source.admin-style", "none")
                .with("mailmig.source.oauth.grant", "jwt-bearer")
                .with("mailmig.source.oauth.mechanism", mechanism)
                .with("mailmig.source.oauth.token-url", tokens.url())
                .with("mailmig.source.oauth.client-id", "app")
                .with("mailmig.source.oauth.key-file", dir.resolve("key.pem").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xoauth2", "oauthbearer"})
    void bothMechanismsOpenAMailboxAndAreRefusedWithoutHanging(String mechanism) throws Exception {
        try (InProcess line = line(mechanism)) {
            String user = Users.fresh("kim");
            line.source(user).append(Mail.of("hello", "text"));
            assertThat(line.merge(user).outcome).isEqualTo(Outcome.DONE);
            tokens.expireAll();
            Result refused = line.merge(user);
            assertThat(refused.outcome).isEqualTo(Outcome.FAILED);
            assertThat(refused.reason).contains("line 2", "application");
        }
    }

    @Test
    void aWaveThatOutlivesItsTokensIsDoneAndBlamesNobody() throws Exception {
        try (InProcess line = line("auto")) {
            int before = tokens.asked.size();
            List<String> users = List.of(Users.fresh("lea"), Users.fresh("lea"), Users.fresh("lea"));
            for (String user : users) {
                line.source(user).append(Mail.of("hello", "text of " + user));
            }
            long end = System.nanoTime() + WAVE.toNanos();
            int runs = 0;
            while (System.nanoTime() < end) {
                Result result = line.merge(users.get(runs++ % users.size()));
                assertThat(result.outcome).as(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.warnings).isEmpty();
            }
            assertThat(tokens.asked.size() - before)
                    .as("one request for each mailbox and 15 s, however many logins")
                    .isBetween(9, 18);
        }
    }
}
