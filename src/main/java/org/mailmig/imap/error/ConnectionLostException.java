// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.time.Duration;

/** The connection broke, or the server sent BYE or stopped responding. The outcome of a running command is unknown. Transient. */
public sealed class ConnectionLostException extends ImapException permits ConnectionNotAdmittedException {
    private static final long serialVersionUID = 1L;

    public ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }

    public ConnectionLostException(String message, Throwable cause, Duration backoff) {
        super(message, cause, backoff);
    }
}
