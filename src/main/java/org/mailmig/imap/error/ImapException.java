// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.io.IOException;
import java.time.Duration;

/**
 * An error in the communication with a server; the subclass tells how far it reaches. Messages contain the server's response text,
 * escaped, and no secret.
 */
public abstract class ImapException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration backoff;

    ImapException(String message, Throwable cause) {
        this(message, cause, null);
    }

    /** @param backoff as {@link #backoff} returns it */
    ImapException(String message, Throwable cause, Duration backoff) {
        super(message, cause);
        this.backoff = backoff;
    }

    /**
     * Returns how long the server asked the client to wait before the next command: zero if it named no time, {@code null} if it does
     * not throttle.
     */
    public Duration backoff() {
        return backoff;
    }
}
