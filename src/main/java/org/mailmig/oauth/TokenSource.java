// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.mailmig.error.PermanentException;

/** Obtains one server's tokens by its grant. Thread-safe. */
final class TokenSource {
    private final OAuthKeys keys;
    private final TokenEndpoint endpoint;
    private final RefreshToken refresh;

    TokenSource(OAuthKeys keys) {
        this.keys = keys;
        this.endpoint = new TokenEndpoint(keys);
        this.refresh = new RefreshToken(keys);
    }

    /** The user whose token opens this mailbox; empty if one token opens all. */
    String subject(String mailbox) {
        return switch (keys.grant()) {
            case JWT_BEARER -> keys.find("subject").orElse(mailbox);
            case COMMAND -> TokenCommand.isForMailbox(keys) ? mailbox : "";
            default -> "";
        };
    }

    /** Returns whether the token is read for each login, rather than cached. */
    boolean isRead() {
        return keys.grant() == Grant.FILE;
    }

    Token request(String subject, CompletableFuture<?> until) {
        return switch (keys.grant()) {
            case COMMAND -> new TokenCommand(keys).token(subject, until);
            case CLIENT_CREDENTIALS -> clientCredentials(until);
            case REFRESH_TOKEN -> refreshToken(until);
            case JWT_BEARER -> jwtBearer(subject, until);
            case FILE -> throw new IllegalStateException("A file is read, not asked.");
        };
    }

    /** The client authenticates with a secret, or with an assertion signed by its key if there is one. */
    private Token clientCredentials(CompletableFuture<?> until) {
        Map<String, String> form = form("client_credentials");
        URI url = keys.tokenUrl(null);
        form.put("client_id", keys.get("client-id"));
        if (keys.find("key-file").isPresent() && keys.find("client-secret").isEmpty()) {
            String assertion = signingKey().clientAssertion(keys.get("client-id"), url.toString());
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", assertion);
            return asked(
                    url,
                    form,
                    TokenEndpoint.secrets(assertion),
                    until,
                    "client-id, .key-file, .certificate-file or .scope");
        }
        String secret = keys.get("client-secret");
        form.put("client_secret", secret);
        return asked(url, form, TokenEndpoint.secrets(secret), until, "client-id, .client-secret or .scope");
    }

    private SigningKey signingKey() {
        SigningKey key = SigningKey.read(keys.path("key-file"), keys.key("key-file"));
        return keys.find("certificate-file").isPresent()
                ? key.with(keys.path("certificate-file"), keys.key("certificate-file"))
                : key;
    }

    private Token refreshToken(CompletableFuture<?> until) {
        Map<String, String> form = form("refresh_token");
        String secret = keys.find("client-secret").orElse("");
        String grant = refresh.get();
        form.put("client_id", keys.get("client-id"));
        if (!secret.isEmpty()) {
            form.put("client_secret", secret);
        }
        form.put("refresh_token", grant);
        String answer = answer(
                keys.tokenUrl(null), form, TokenEndpoint.secrets(secret, grant), until, "refresh-token or .client-id");
        refresh.rotate(TokenAnswer.json(answer).path("refresh_token").asText(""));
        return token(answer);
    }

    private Token jwtBearer(String subject, CompletableFuture<?> until) {
        SigningKey key = signingKey();
        URI url = keys.tokenUrl(key.tokenUrl());
        String issuer = keys.find("client-id").orElse(key.issuer());
        if (issuer == null) {
            throw new PermanentException("Configuration key " + keys.key("client-id") + " is not set, and the file of "
                    + keys.key("key-file") + " names no client_email.");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        String assertion = key.assertion(
                issuer, subject, url.toString(), keys.find("scope").orElse(""));
        form.put("assertion", assertion);
        return asked(
                url,
                form,
                TokenEndpoint.secrets(assertion),
                until,
                "key-file or .scope, or the mailbox " + subject + " in the control file");
    }

    private Map<String, String> form(String grant) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grant);
        keys.find("scope").ifPresent(scope -> form.put("scope", scope));
        return form;
    }

    private Token asked(
            URI url, Map<String, String> form, List<String> secrets, CompletableFuture<?> until, String advice) {
        return token(answer(url, form, secrets, until, advice));
    }

    private String answer(
            URI url, Map<String, String> form, List<String> secrets, CompletableFuture<?> until, String advice) {
        try {
            return endpoint.ask(url, form, secrets, until);
        } catch (TokenRefusedException e) {
            throw new PermanentException(e.getMessage() + "; correct " + keys.key(advice) + ", then retry", e);
        }
    }

    private Token token(String answer) {
        return TokenAnswer.json(answer, "The token endpoint of server " + keys.server());
    }
}
