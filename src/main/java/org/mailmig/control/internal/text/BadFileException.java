// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.io.IOException;

/** A file that cannot be read at all; the message continues a sentence that begins with the file's name. */
public final class BadFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadFileException(String message) {
        super(message);
    }
}
