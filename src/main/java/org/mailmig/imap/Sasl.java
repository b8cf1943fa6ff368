// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mailmig.Secret;

/**
 * The one message of a SASL exchange (RFC 9051, 6.2.2; RFC 5804, 2.1).
 *
 * @param mechanism PLAIN (RFC 4616) or XOAUTH2 (Google's and Microsoft's)
 * @param message not encoded
 */
public record Sasl(String mechanism, String message) {
    /** For a service that has no PROXYAUTH: an admin who acts by it in IMAP acts by authorization identity there. */
    public static Sasl of(Login login) {
        Secret now = login.secret().get();
        String secret = now == null ? "" : now.reveal();
        return switch (login.style()) {
            case PASSWORD, DOVECOT, EXCHANGE -> plain("", login.authenticating(), secret);
            case AUTHZID, PROXYAUTH -> plain(login.user(), login.authenticating(), secret);
            case XOAUTH2 -> bearer(login.user(), secret);
        };
    }

    static Sasl plain(String authorization, String user, String secret) {
        return new Sasl("PLAIN", authorization + "\0" + user + "\0" + secret);
    }

    /** {@code user} is the mailbox's owner. */
    static Sasl bearer(String user, String token) {
        return new Sasl("XOAUTH2", "user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    /** In BASE64, as it is sent. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** The server's words without the secret, should it repeat it. */
    public String hidden(String words) {
        String secret = message.substring(message.lastIndexOf('\0') + 1);
        return secret.isEmpty() ? words : words.replace(secret, "***").replace(encoded(), "***");
    }

    @Override
    public String toString() {
        return mechanism;
    }
}
