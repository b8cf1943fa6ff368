// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.TokenServer;

/** Access tokens: how they are obtained, how long they are used, and what a refusal means. */
class TokensOfAGrantTest {
    private static final String BOTH = "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR] hello";
    private static final String XOAUTH2 = "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello";
    private static final String SECRET = "client-secret-9";

    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    @RegisterExtension
    final TokenServer tokens = new TokenServer();

    @TempDir
    Path dir;

    @BeforeEach
    void grant() {
        sides.source.greeting(XOAUTH2);
        sides.with("mailmig.source.admin-user", "")
                .with("mailmig.source.admin-password", "")
                .with("mailmig.source.admin-style", "")
                .with("mailmig.source.oauth.grant", "client-credentials")
                .with("mailmig.source.oauth.token-url", tokens.url())
                .with("mailmig.source.oauth.client-id", "app")
                .with("mailmig.source.oauth.client-secret", SECRET)
                .with("mailmig.source.oauth.scope", "mail everything");
    }

    private static String sasl(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String xoauth2(String user, String token) {
        return "AUTHENTICATE XOAUTH2 " + sasl("user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    @Test
    void oneTokenOfTheApplicationOpensAllMailboxes() {
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.check("bert")).isEmpty();
        assertThat(tokens.asked)
                .containsExactly(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "app",
                        "client_secret", SECRET,
                        "scope", "mail everything"));
        assertThat(sides.source.heard(xoauth2("anna", "token-1"))).isPositive();
        assertThat(sides.source.heard(xoauth2("bert", "token-1"))).isPositive();
    }

    @Test
    void theMechanismIsWhatTheServerOffersOrTheKeyNames() {
        sides.source.greeting(BOTH);
        assertThat(sides.check("a=b,c")).isEmpty();
        assertThat(sides.source.heard(
                        "AUTHENTICATE OAUTHBEARER " + sasl("n,a=a=3Db=2Cc,\u0001auth=Bearer token-1\u0001\u0001")))
                .isPositive();
        sides.with("mailmig.source.oauth.mechanism", "xoauth2");
        assertThat(sides.check("bert")).isEmpty();
        assertThat(sides.source.heard(xoauth2("bert", "token-1"))).isPositive();
        sides.source.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello");
        assertThat(sides.check("carl")).contains("AUTH=XOAUTH2");
    }

    @Test
    void theChallengeOfARefusalIsAnsweredAndTheRefusalOfAFreshTokenIsTheMailboxs() {
        for (String greeting : List.of(XOAUTH2, BOTH)) {
            sides.source.greeting(greeting);
            sides.source.on("AUTHENTICATE.*", "+ eyJzdGF0dXMiOiI0MDEifQ==");
            sides.source.on("|AQ==", "T NO [AUTHENTICATIONFAILED] no");
            assertThat(sides.check("ghost" + greeting.length()))
                    .contains("ghost", "line 2", "application")
                    .doesNotContain("token-1");
        }
        assertThat(tokens.asked).hasSize(1);
    }

    @Test
    void retryAfterIsRespectedAndNothingIsAskedInTheMeantime() {
        tokens.answersOnce(429, "30", "{}");
        assertThat(sides.check("anna")).contains("asks for a pause", "Retry-After");
        assertThat(sides.check("bert")).contains("asks for a pause");
        assertThat(tokens.asked).hasSize(1);
        assertThat(sides.source.heard("AUTHENTICATE")).isZero();
    }

    @Test
    void whatTheEndpointRefusesNamesTheKeysAndNoSecret() {
        tokens.answersOnce(
                401,
                null,
                "{\"error\":\"invalid_client\",\"error_description\":\"bad secret " + SECRET + "\\u001b[31m\"}");
        assertThat(sides.check("anna"))
                .contains("invalid_client", "mailmig.source.oauth.client-id", "***")
                .doesNotContain(SECRET)
                .doesNotContain("\u001b");
        assertThat(sides.check("bert")).contains("invalid_client");
        assertThat(tokens.asked).as("not asked for each row").hasSize(1);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String body : List.of(
                "{\"access_token\":\"a\\u0001auth=Bearer b\"}",
                "{}",
                "<html>",
                "{\"access_token\":\"" + "x".repeat(300_000) + "\"}")) {
            try (ScriptedSides fresh = new ScriptedSides()) {
                fresh.source.greeting(XOAUTH2);
                fresh.with("mailmig.source.admin-style", "none")
                        .with("mailmig.source.admin-password", "")
                        .with("mailmig.source.oauth.grant", "client-credentials")
                        .with("mailmig.source.oauth.token-url", tokens.url())
                        .with("mailmig.source.oauth.client-id", "app")
                        .with("mailmig.source.oauth.client-secret", SECRET);
                tokens.answersOnce(200, null, body);
                assertThat(fresh.check("anna")).contains("token endpoint").hasSizeLessThan(500);
                assertThat(fresh.source.heard("AUTHENTICATE")).isZero();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aTokenUrlWithoutTlsIsRefusedUnlessItIsWrittenOut() {
        sides.with("mailmig.source.oauth.token-url", "http://login.example/token");
        assertThat(sides.check("anna")).contains("https://", "mailmig.source.oauth.tls = none");
    }

    @Test
    void anAssertionIsSignedForEachMailbox() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path file = dir.resolve("service-account.json");
        new ObjectMapper()
                .writeValue(
                        file.toFile(),
                        Map.of("client_email", "mover@project.example", "private_key_id", "k1", "private_key", pem));
        sides.with("mailmig.source.oauth.grant", "jwt-bearer")
                .with("mailmig.source.oauth.client-id", "")
                .with("mailmig.source.oauth.key-file", file.toString());
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.check("bert")).isEmpty();
        assertThat(sides.source.heard(xoauth2("bert", "token-2"))).isPositive();
        String[] parts = tokens.asked.get(1).get("assertion").split("\\.");
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(claims.path("sub").asText()).isEqualTo("bert");
        assertThat(claims.path("iss").asText()).isEqualTo("mover@project.example");
        assertThat(claims.path("aud").asText()).isEqualTo(tokens.url());
        assertThat(claims.path("scope").asText()).isEqualTo("mail everything");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void aRefreshTokenThatIsRotatedIsWrittenBack() throws Exception {
        Path file = Files.writeString(dir.resolve("refresh"), "first\n");
        sides.with("mailmig.source.oauth.grant", "refresh-token")
                .with("mailmig.source.oauth.token-file", file.toString());
        tokens.answersOnce(200, null, "{\"access_token\":\"t\",\"expires_in\":3600,\"refresh_token\":\"second\"}");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(tokens.asked.get(0)).containsEntry("refresh_token", "first");
        assertThat(file).hasContent("second");
    }

    @Test
    void aFileIsReadForEachLoginAndOnlyInItsFolder() throws Exception {
        Path file = Files.writeString(dir.resolve("token"), "one");
        sides.with("mailmig.source.oauth.grant", "file").with("mailmig.source.oauth.token-file", file.toString());
        assertThat(sides.check("anna")).isEmpty();
        Files.writeString(file, "{\"access_token\": \"two\", \"expires_in\": 3600}");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.source.heard(xoauth2("anna", "one"))).isPositive();
        assertThat(sides.source.heard(xoauth2("anna", "two"))).isPositive();
        sides.with("mailmig.source.oauth.token-file", dir + "/{mailbox}");
        assertThat(sides.check("../token")).contains("cannot be part of a file's name");
    }

    @Test
    void aCommandIsStartedWithoutAShell() throws Exception {
        sides.with("mailmig.source.oauth.grant", "command")
                .with("mailmig.source.oauth.command", "/bin/echo \"for;{mailbox};$(id)\"");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.source.heard(xoauth2("anna", "for;anna;$(id)"))).isPositive();
        sides.with("mailmig.source.oauth.command", "/bin/cat /dev/zero {mailbox}");
        assertThat(sides.check("bert")).contains("mailmig.source.oauth.command", "bytes");
        sides.with("mailmig.source.oauth.timeout", "200")
                .with("mailmig.source.oauth.command", "/bin/sleep 60 {mailbox}".replace(" {mailbox}", ""));
        assertThat(sides.check("carl")).contains("did not end within");
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            assertThat(children.filter(
                            child -> child.info().command().orElse("").endsWith("/sleep")))
                    .allSatisfy(child -> child.onExit().join());
        }
    }

    @Test
    void aTokenThatIsNearItsEndIsNotUsedAgain() {
        tokens.answersOnce(200, null, "{\"access_token\":\"short\",\"expires_in\":\"1\"}");
        assertThat(sides.check("anna")).isEmpty();
        long used = System.nanoTime();
        while (System.nanoTime() - used < 800_000_000L) {
            Thread.onSpinWait();
        }
        assertThat(sides.check("bert")).isEmpty();
        assertThat(sides.source.heard(xoauth2("bert", "token-1"))).isPositive();
        assertThat(Pattern.compile("short").matcher(sides.check("carl")).find()).isFalse();
    }
}
