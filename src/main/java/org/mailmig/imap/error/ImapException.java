// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.io.IOException;
import java.time.Duration;

/** Something went wrong on the wire; the subclass says how far it reaches. Messages hold the server's words, escaped, and no secret. */
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
     * How long the server asked the client to wait before the next command: zero where it named no time, {@code null} where it
     * did not say that it throttles.
     */
    public Duration backoff() {
        return backoff;
    }
}
