// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.time.Duration;

/**
 * The server closed this connection before or at its login, without judging the login: too many connections, or it is just starting.
 * Transient: may succeed as soon as another connection ends.
 */
public final class ConnectionNotAdmittedException extends ConnectionLostException {
    private static final long serialVersionUID = 1L;

    public ConnectionNotAdmittedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param backoff as {@link #backoff} returns it */
    public ConnectionNotAdmittedException(String message, Throwable cause, Duration backoff) {
        super(message, cause, backoff);
    }
}
