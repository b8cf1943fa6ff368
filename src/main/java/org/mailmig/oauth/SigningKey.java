// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.mailmig.config.SecretFile;
import org.mailmig.error.PermanentException;

/**
 * The RSA key that signs assertions (RFC 7523, 3).
 *
 * @param issuer {@code client_email} of a JSON key file from Google; {@code null} for a PEM file
 * @param id {@code private_key_id}; may be {@code null}
 * @param tokenUrl {@code token_uri}; may be {@code null}
 * @param certificate the key's certificate, by which Entra ID finds the key; may be {@code null}
 */
record SigningKey(PrivateKey key, String issuer, String id, String tokenUrl, X509Certificate certificate) {
    private static final long LIFE_SECONDS = 3600;
    /** Servers refuse a client assertion that is valid for longer than some minutes. */
    private static final long CLIENT_LIFE_SECONDS = 600;

    /** Reads a JSON key file, or PEM. @throws PermanentException naming the key, without any content of the file */
    static SigningKey read(Path file, String key) {
        String text = SecretFile.text(file, key).trim();
        JsonNode json = TokenAnswer.json(text);
        PemFile pem = new PemFile(
                text.startsWith("{") ? json.path("private_key").asText("") : text, "The file " + file + " of " + key);
        return new SigningKey(
                pem.key(),
                field(json, "client_email"),
                field(json, "private_key_id"),
                field(json, "token_uri"),
                pem.certificate().orElse(null));
    }

    /** Returns a copy with the certificate of another file. */
    SigningKey with(Path file, String key) {
        X509Certificate read = new PemFile(SecretFile.text(file, key), "The file " + file + " of " + key)
                .certificate()
                .orElseThrow(() -> new PermanentException("The file " + file + " of " + key
                        + " contains no certificate: it must be PEM with BEGIN CERTIFICATE."));
        return new SigningKey(this.key, issuer, id, tokenUrl, read);
    }

    private static String field(JsonNode json, String name) {
        String value = json.path(name).asText("");
        return value.isEmpty() ? null : value;
    }

    /** An assertion as an authorization grant (RFC 7523, 2.1). */
    String assertion(String issuedBy, String subject, String audience, String scope) {
        ObjectNode claims = claims(issuedBy, subject, audience, LIFE_SECONDS);
        if (!scope.isEmpty()) {
            claims.put("scope", scope);
        }
        return signed(claims);
    }

    /** A client assertion (RFC 7523, 2.2), for one use. */
    String clientAssertion(String client, String audience) {
        ObjectNode claims = claims(client, client, audience, CLIENT_LIFE_SECONDS);
        claims.put("nbf", claims.path("iat").asLong());
        return signed(claims.put("jti", UUID.randomUUID().toString()));
    }

    private static ObjectNode claims(String issuedBy, String subject, String audience, long life) {
        long now = Instant.now().getEpochSecond();
        return new ObjectMapper()
                .createObjectNode()
                .put("iss", issuedBy)
                .put("sub", subject)
                .put("aud", audience)
                .put("iat", now)
                .put("exp", now + life);
    }

    /** A JWT signed with RS256 (RFC 7515, RFC 7519), with the certificate's thumbprints (RFC 7515, 4.1.7 and 4.1.8). */
    private String signed(ObjectNode claims) {
        ObjectNode head =
                new ObjectMapper().createObjectNode().put("alg", "RS256").put("typ", "JWT");
        if (id != null) {
            head.put("kid", id);
        }
        try {
            if (certificate != null) {
                head.put("x5t", thumbprint("SHA-1")).put("x5t#S256", thumbprint("SHA-256"));
            }
            String text = part(head) + "." + part(claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new PermanentException("An assertion cannot be signed: " + e.getMessage(), e);
        }
    }

    private String thumbprint(String algorithm) throws GeneralSecurityException {
        return base64(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String part(ObjectNode json) {
        return base64(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
