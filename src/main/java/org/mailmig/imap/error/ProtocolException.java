// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.time.Duration;

/** The server sent BAD or invalid IMAP: the connection was dropped, since it may be out of step. */
public final class ProtocolException extends ImapException {
    private static final long serialVersionUID = 1L;

    private boolean steppedBack;

    public ProtocolException(String message) {
        super(message, null);
    }

    public ProtocolException(String message, Duration backoff) {
        super(message, null, backoff);
    }

    /** Marks that the next attempt will use a plainer form of the command. */
    public ProtocolException steppedBack() {
        steppedBack = true;
        return this;
    }

    /** Returns whether the same should be tried again, because it will be sent in a plainer form. */
    public boolean isSteppedBack() {
        return steppedBack;
    }
}
