// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.util.Arrays;
import java.util.Locale;
import org.mailmig.error.PermanentException;

/** How the tokens of a server are obtained ({@code mailmig.<server>.oauth.grant}). */
enum Grant {
    /** One token of the application for all mailboxes (RFC 6749, 4.4). */
    CLIENT_CREDENTIALS,
    /** One token of a user who granted it to the application (RFC 6749, 6). */
    REFRESH_TOKEN,
    /** A signed assertion for each mailbox (RFC 7523, 2.1). */
    JWT_BEARER,
    /** A file that another program keeps fresh. */
    FILE,
    /** A program that prints a token. */
    COMMAND;

    static Grant of(String word, String key) {
        return Arrays.stream(values())
                .filter(grant -> grant.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new PermanentException("Configuration key " + key
                        + " must be client-credentials, refresh-token, jwt-bearer, file or command, not \"" + word
                        + "\"."));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
