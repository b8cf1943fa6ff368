// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.time.Duration;

/** The line broke, the server said BYE or fell silent. What was under way has an unknown outcome. May pass. */
public sealed class ConnectionLostException extends ImapException permits ConnectionNotAdmittedException {
    private static final long serialVersionUID = 1L;

    public ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }

    public ConnectionLostException(String message, Throwable cause, Duration backoff) {
        super(message, cause, backoff);
    }
}
