// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

/** The server closed the connection instead of answering the login; some do so for users without a mailbox. */
public final class LoginBrokenException extends ImapException {
    private static final long serialVersionUID = 1L;

    public LoginBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
