// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailmig.config.Secret;

/**
 * The one message of a SASL exchange (RFC 9051, 6.2.2; RFC 5804, 2.1).
 *
 * @param mechanism PLAIN (RFC 4616), XOAUTH2 (Google's and Microsoft's) or OAUTHBEARER (RFC 7628)
 * @param message not encoded
 * @param secret the part of the message that must not be shown
 */
public record Sasl(String mechanism, String message, String secret) {
    /** Returns the message for a service without PROXYAUTH: an admin who uses that in IMAP uses an authorization identity here. */
    public static Sasl of(Login login, Predicate<String> offers) {
        Secret now = login.secret().get();
        String secret = now == null ? "" : now.reveal();
        return switch (login.style()) {
            case PASSWORD, DOVECOT, EXCHANGE -> plain("", login.authenticating(), secret);
            case AUTHZID, PROXYAUTH -> plain(login.user(), login.authenticating(), secret);
            case XOAUTH2, OAUTHBEARER, BEARER -> bearer(
                    bearerMechanism(login.style(), offers).orElse("XOAUTH2"), login.user(), secret);
        };
    }

    public static Sasl plain(String authorization, String user, String secret) {
        return new Sasl("PLAIN", authorization + "\0" + user + "\0" + secret, secret);
    }

    /** Returns the mechanism for a token; empty if the server offers none that the style allows. */
    public static Optional<String> bearerMechanism(Login.Style style, Predicate<String> offers) {
        if (style != Login.Style.XOAUTH2 && offers.test("OAUTHBEARER")) {
            return Optional.of("OAUTHBEARER");
        }
        return style != Login.Style.OAUTHBEARER && offers.test("XOAUTH2") ? Optional.of("XOAUTH2") : Optional.empty();
    }

    /** {@code user} is the mailbox's owner; in OAUTHBEARER it is the authorization identity (RFC 7628, 3.1; RFC 5801, 4). */
    public static Sasl bearer(String mechanism, String user, String token) {
        String auth = "auth=Bearer " + token + "\u0001\u0001";
        return mechanism.equals("OAUTHBEARER")
                ? new Sasl(mechanism, "n,a=" + user.replace("=", "=3D").replace(",", "=2C") + ",\u0001" + auth, token)
                : new Sasl(mechanism, "user=" + user + "\u0001" + auth, token);
    }

    /** Returns the answer to an error sent as a challenge, in BASE64; the completion follows (RFC 7628, 3.2.3). */
    public String afterError() {
        return mechanism.equals("OAUTHBEARER") ? "AQ==" : "";
    }

    /** Returns the message in BASE64, as it is sent. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the server's response text without the secret, in case it repeats it. */
    public String hidden(String words) {
        return secret.isEmpty() ? words : words.replace(secret, "***").replace(encoded(), "***");
    }

    @Override
    public String toString() {
        return mechanism;
    }
}
