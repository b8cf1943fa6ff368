// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

/** The line could not be protected as configured (no STARTTLS, wrong or untrusted certificate, PREAUTH greeting): never repeated. */
public final class TlsException extends ImapException {
    private static final long serialVersionUID = 1L;

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
