// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;

/** Something went wrong on the wire; the subclass says how far it reaches. Messages hold the server's words, escaped, and no secret. */
public abstract class ImapException extends IOException {
    private static final long serialVersionUID = 1L;

    ImapException(String message, Throwable cause) {
        super(message, cause);
    }
}
