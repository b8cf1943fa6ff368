package org.mailmig.sieve;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mailmig.Secret;
import org.mailmig.imap.Login;

/**
 * The one message of a SASL exchange (RFC 5804, 2.1). The styles are those of IMAP; an admin who acts by PROXYAUTH there
 * acts by authorization identity here, since ManageSieve has no such command.
 *
 * @param mechanism PLAIN (RFC 4616) or XOAUTH2
 * @param message not encoded
 */
record Sasl(String mechanism, String message) {
    static Sasl of(Login login) {
        Secret now = login.secret().get();
        String secret = now == null ? "" : now.reveal();
        return switch (login.style()) {
            case PASSWORD -> plain("", login.user(), secret);
            case AUTHZID, PROXYAUTH -> plain(login.user(), login.admin(), secret);
            case DOVECOT -> plain("", login.user() + "*" + login.admin(), secret);
            case EXCHANGE -> plain("", login.admin() + "/" + login.user(), secret);
            case XOAUTH2 -> new Sasl(
                    "XOAUTH2", "user=" + login.user() + "\u0001auth=Bearer " + secret + "\u0001\u0001");
        };
    }

    private static Sasl plain(String authorization, String user, String secret) {
        return new Sasl("PLAIN", authorization + "\0" + user + "\0" + secret);
    }

    String encoded() {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** The server's words without the secret, should it repeat it. */
    String hidden(String words) {
        String secret = message.substring(message.lastIndexOf('\0') + 1);
        return secret.isEmpty() ? words : words.replace(secret, "***").replace(encoded(), "***");
    }

    @Override
    public String toString() {
        return mechanism;
    }
}
