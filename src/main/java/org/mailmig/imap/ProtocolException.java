// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

/** The server said BAD or sent what is not IMAP: the connection was dropped, since it may be out of step. */
public final class ProtocolException extends ImapException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message, null);
    }
}
