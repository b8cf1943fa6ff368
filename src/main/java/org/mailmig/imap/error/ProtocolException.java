// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import java.time.Duration;

/** The server said BAD or sent what is not IMAP: the connection was dropped, since it may be out of step. */
public final class ProtocolException extends ImapException {
    private static final long serialVersionUID = 1L;

    private boolean steppedBack;

    public ProtocolException(String message) {
        super(message, null);
    }

    public ProtocolException(String message, Duration backoff) {
        super(message, null, backoff);
    }

    /** The same will be sent in a plainer form next time. */
    public ProtocolException steppedBack() {
        steppedBack = true;
        return this;
    }

    /** Is it worth to try the very same again, since it will be sent in a plainer form? */
    public boolean isSteppedBack() {
        return steppedBack;
    }
}
