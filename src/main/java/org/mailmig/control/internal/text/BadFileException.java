// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.io.IOException;

/** A file that cannot be taken at all; the message goes on where the file's name stands. */
public final class BadFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadFileException(String message) {
        super(message);
    }
}
