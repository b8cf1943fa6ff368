// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

/** The connection could not be secured as configured (no STARTTLS, wrong or untrusted certificate, PREAUTH greeting). Never repeated. */
public final class TlsException extends ImapException {
    private static final long serialVersionUID = 1L;

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
