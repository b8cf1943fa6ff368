// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;

/** A token response: JSON (RFC 6749, 5.1), or a plain token from a file or a program. */
final class TokenAnswer {
    /** RFC 6750, 2.1, and further characters that servers use; none that could end the field of a login. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,65536}");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHARS_SHOWN = 300;

    private TokenAnswer() {}

    /** @throws PermanentException if {@code text} contains no token; the text is not shown, because it may contain a secret */
    static Token token(String text, String from) {
        String trimmed = text.trim();
        return trimmed.startsWith("{") ? json(trimmed, from) : checked(trimmed, null, from);
    }

    /** The same, accepting only JSON. */
    static Token json(String text, String from) {
        JsonNode json = json(text);
        String type = json.path("token_type").asText("Bearer");
        if (!type.equalsIgnoreCase("Bearer")) {
            throw new PermanentException(from + " gave a token of the type " + printable(type) + ", not Bearer.");
        }
        long seconds = json.path("expires_in").asLong(0);
        return checked(
                json.path("access_token").asText(""),
                seconds <= 0 ? null : Duration.ofSeconds(Math.min(seconds, 86_400L * 365)),
                from);
    }

    private static Token checked(String value, Duration life, String from) {
        if (!TOKEN.matcher(value).matches()) {
            throw new PermanentException(from
                    + " gave no usable access token: it must be JSON with the field access_token, or one line of"
                    + " printable ASCII.");
        }
        return new Token(Secret.of(value), System.nanoTime(), life);
    }

    /** An empty object if the text is not JSON. */
    static JsonNode json(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read == null || !read.isObject() ? JSON.createObjectNode() : read;
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    /** Text from outside for display: shortened, on one line, with any of the secrets removed. */
    static String shown(String text, List<String> secrets) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = secret.isEmpty() ? hidden : hidden.replace(secret, "***");
        }
        return printable(hidden);
    }

    private static String printable(String text) {
        String cut = text.length() <= MOST_CHARS_SHOWN ? text : text.substring(0, MOST_CHARS_SHOWN) + "...";
        return cut.replaceAll("[^\\x20-\\x7e\\u00a0-\\u02ff\\u0370-\\u1fff]+", " ")
                .trim();
    }
}
