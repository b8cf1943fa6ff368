// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.cli.Cli;
import org.mailmig.cli.RunWorld;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.TokenServer;
import org.mailmig.servers.Users;
import org.mailmig.world.Alone;
import org.mailmig.world.Mail;

/** Dovecot's own oauth2 passdb, with tokens that expire many times while a wave runs: no account fails. */
@Alone
@RealServers
@Execution(ExecutionMode.CONCURRENT) // it waits for 90 s, on servers of its own
class TokensThatEndIT {
    private static final Duration WAVE = Duration.ofSeconds(90);
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
            tokens.expire(user);
            AccountResult refused = line.merge(user);
            assertThat(refused.outcome).isEqualTo(Outcome.FAILED);
            assertThat(refused.reason).contains("line 2", "application");
        }
    }

    /** The sweep continues to the end, with a login for each pass of each account; new mail is copied with a new token. */
    @Test
    void aWaveThatOutlivesItsTokensIsDoneAndBlamesNoUser() throws Exception {
        List<String> users =
                Arrays.stream(DemoUser.values()).map(DemoUser::word).toList();
        try (InProcess line = line("auto");
                DemoServers servers = new DemoServers()) {
            for (String user : users) {
                line.source(user).append(Mail.of("hello", "text of " + user));
            }
            int before = tokens.asked.size();
            long began = System.nanoTime();
            Cli cli = new Cli(dir);
            String wave = wave(users).toString();
            String config = config(servers).toString();
            CompletableFuture<Integer> ended =
                    CompletableFuture.supplyAsync(() -> cli.logged("run", "-c", wave, "--config", config));
            while (tokens.asked.size() - before < 2 * users.size() && !ended.isDone()) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            for (String user : users) {
                line.source(user).append(Mail.of("late", "more of " + user));
            }
            assertThat(ended.get()).as(cli.out + "" + cli.err).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(WAVE);
            assertThat(tokens.asked.size() - before)
                    .as("tokens came to their end again and again, and one request was made for each")
                    .isBetween(3 * users.size(), 8 * users.size());
        }
        JsonNode report = new ObjectMapper().readTree(report().toFile());
        assertThat(report.path("outcome").asText()).isEqualTo("DONE");
        assertThat(report.path("accounts")).hasSize(users.size()).allSatisfy(account -> {
            assertThat(account.path("outcome").asText()).isEqualTo("DONE");
            assertThat(account.path("copied").asInt()).isEqualTo(2);
            assertThat(account.path("warnings")).isEmpty();
            assertThat(account.path("reason").asText("")).isEmpty();
        });
    }

    /** Each with one of the directory's entries. */
    private static Path wave(List<String> users) throws IOException {
        StringBuilder rows = new StringBuilder("source_user,target_user,address,mode\n");
        for (int i = 0; i < users.size(); i++) {
            rows.append(users.get(i) + "," + users.get(i) + "," + DemoUser.values()[i].target() + ",merge\n");
        }
        return Files.writeString(dir.resolve("wave.csv"), rows);
    }

    private static Path config(DemoServers servers) throws IOException {
        return new RunWorld(
                        dir,
                        servers,
                        "mailmig.source.uri = imap://127.0.0.1:" + source.imapPort(),
                        "mailmig.source.oauth.grant = jwt-bearer",
                        "mailmig.source.oauth.token-url = " + tokens.url(),
                        "mailmig.source.oauth.client-id = app",
                        "mailmig.source.oauth.key-file = " + dir.resolve("key.pem"),
                        "mailmig.target.uri = imap://127.0.0.1:"
                                + Dovecot.target().imapPort(),
                        "mailmig.target.admin-user = " + Dovecot.ADMIN,
                        "mailmig.target.admin-password = " + Dovecot.ADMIN_PASSWORD,
                        "mailmig.target.admin-style = authzid",
                        "mailmig.forwarder.on-merge = true",
                        "mailmig.accounts.in-flight = 4",
                        "mailmig.sweep.until = " + WAVE.toSeconds() + "s",
                        "mailmig.sweep.interval = 5s")
                .config();
    }

    private static Path report() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("report"))) {
            return files.filter(file -> file.endsWith("report.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
