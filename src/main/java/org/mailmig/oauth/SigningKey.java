// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.mailmig.FatalException;
import org.mailmig.SecretFile;

/**
 * The RSA key that signs assertions (RFC 7523, 3).
 *
 * @param issuer {@code client_email} of a JSON key file as Google gives it; {@code null} in a PEM file
 * @param id {@code private_key_id}; may be {@code null}
 * @param tokenUrl {@code token_uri}; may be {@code null}
 */
record SigningKey(PrivateKey key, String issuer, String id, String tokenUrl) {
    private static final long LIFE_SECONDS = 3600;

    /** A JSON key file, or PKCS #8 in PEM. @throws FatalException naming the key, without anything of the file */
    static SigningKey read(Path file, String key) {
        String text = SecretFile.text(file, key).trim();
        JsonNode json = TokenAnswer.json(text);
        String pem = text.startsWith("{") ? json.path("private_key").asText("") : text;
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            PrivateKey read = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            return new SigningKey(
                    read, field(json, "client_email"), field(json, "private_key_id"), field(json, "token_uri"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new FatalException(
                    "The file " + file + " of " + key
                            + " holds no RSA key: it must be a service account's JSON key file, or PEM with BEGIN PRIVATE KEY.");
        }
    }

    private static String field(JsonNode json, String name) {
        String value = json.path(name).asText("");
        return value.isEmpty() ? null : value;
    }

    /** A JWT signed by RS256 (RFC 7515, RFC 7519). */
    String assertion(String issuedBy, String subject, String audience, String scope) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode head = mapper.createObjectNode().put("alg", "RS256").put("typ", "JWT");
        if (id != null) {
            head.put("kid", id);
        }
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = mapper.createObjectNode()
                .put("iss", issuedBy)
                .put("sub", subject)
                .put("aud", audience)
                .put("iat", now)
                .put("exp", now + LIFE_SECONDS);
        if (!scope.isEmpty()) {
            claims.put("scope", scope);
        }
        String signed = part(head) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new FatalException("An assertion cannot be signed: " + e.getMessage(), e);
        }
    }

    private static String part(ObjectNode json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
