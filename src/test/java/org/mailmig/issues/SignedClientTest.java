// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.TokenServer;

/** Exchange Online's applications may have a certificate instead of a secret; keys may be PKCS #1 too. */
class SignedClientTest {
    /** Version 0, rsaEncryption and what precedes the key itself in PKCS #8 for 2048 bits. */
    private static final int PKCS8_HEAD = 26;

    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    @RegisterExtension
    final TokenServer tokens = new TokenServer();

    @TempDir
    Path dir;

    private X509Certificate certificate;

    @BeforeEach
    void grant() throws Exception {
        Certificate.loopback().writePem(dir);
        try (InputStream file = new ByteArrayInputStream(Files.readAllBytes(dir.resolve("cert.pem")))) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
        sides.source.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello");
        sides.with("mailmig.source.admin-user", "")
                .with("mailmig.source.admin-password", "")
                .with("mailmig.source.admin-style", "")
                .with("mailmig.source.oauth.grant", "client-credentials")
                .with("mailmig.source.oauth.token-url", tokens.url())
                .with("mailmig.source.oauth.client-id", "app")
                .with("mailmig.source.oauth.key-file", dir.resolve("key.pem").toString());
    }

    private static String thumbprint(String algorithm, byte[] of) throws Exception {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance(algorithm).digest(of));
    }

    /** The assertion's header, after its signature was found good. */
    private JsonNode verified(Map<String, String> form) throws Exception {
        assertThat(form)
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKey("client_secret");
        String[] parts = form.get("client_assertion").split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(certificate);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        JsonNode claims = json(parts[1]);
        assertThat(claims.path("iss").asText()).isEqualTo("app");
        assertThat(claims.path("sub").asText()).isEqualTo("app");
        assertThat(claims.path("aud").asText()).isEqualTo(tokens.url());
        assertThat(claims.path("jti").asText()).isNotEmpty();
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isBetween(60L, 600L);
        return json(parts[0]);
    }

    private static JsonNode json(String part) throws Exception {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
    }

    @ParameterizedTest
    @CsvSource({"two files", "one file", "pkcs #1"})
    void aCertificateIsShownInsteadOfASecret(String how) throws Exception {
        String key = Files.readString(dir.resolve("key.pem"));
        if (how.equals("two files")) {
            sides.with(
                    "mailmig.source.oauth.certificate-file",
                    dir.resolve("cert.pem").toString());
        } else {
            String used = how.equals("pkcs #1") ? pkcs1(key) : key;
            Files.writeString(dir.resolve("key.pem"), Files.readString(dir.resolve("cert.pem")) + "\n" + used);
        }
        assertThat(sides.check("anna")).isEmpty();
        JsonNode head = verified(tokens.asked.get(0));
        assertThat(head.path("alg").asText()).isEqualTo("RS256");
        assertThat(head.path("x5t").asText()).isEqualTo(thumbprint("SHA-1", certificate.getEncoded()));
        assertThat(head.path("x5t#S256").asText()).isEqualTo(thumbprint("SHA-256", certificate.getEncoded()));
    }

    /** As OpenSSL's {@code -traditional} writes it. */
    private static String pkcs1(String pem) {
        byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        return "Bag Attributes: <No Attributes>\n-----BEGIN RSA PRIVATE KEY-----\r\n"
                + Base64.getMimeEncoder().encodeToString(Arrays.copyOfRange(pkcs8, PKCS8_HEAD, pkcs8.length))
                + "\r\n-----END RSA PRIVATE KEY-----\r\n";
    }

    @Test
    void aKeyWithoutCertificateSignsToo() throws Exception {
        assertThat(sides.check("anna")).isEmpty();
        assertThat(verified(tokens.asked.get(0)).has("x5t")).isFalse();
    }

    @Test
    void aKeyOfPkcs1SignsAssertionsForMailboxes() throws Exception {
        Files.writeString(dir.resolve("key.pem"), pkcs1(Files.readString(dir.resolve("key.pem"))));
        sides.with("mailmig.source.oauth.grant", "jwt-bearer");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(tokens.asked.get(0)).containsKey("assertion");
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, AAAA, encrypted",
        "RSA PRIVATE KEY, 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA', encrypted",
        "EC PRIVATE KEY, AAAA, EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY, AAAA, OPENSSH PRIVATE KEY",
        "PUBLIC KEY, AAAA, no RSA key",
        "RSA PRIVATE KEY, AAAA, no RSA key",
        "PRIVATE KEY, '!', no RSA key"
    })
    void anotherKeyIsNamedOnce(String label, String content, String said) throws Exception {
        Files.writeString(
                dir.resolve("key.pem"),
                "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n");
        assertThat(sides.check("anna"))
                .contains(said, "mailmig.source.oauth.key-file", "key.pem")
                .doesNotContain("AAAA");
        assertThat(tokens.asked).isEmpty();
    }

    @Test
    void soIsAKeyOfAnotherAlgorithmInTheSameForm() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Files.writeString(
                dir.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        assertThat(sides.check("anna")).contains("no RSA key", "mailmig.source.oauth.key-file");
    }
}
