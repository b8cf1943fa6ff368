// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;

/** A file that cannot be taken at all; the message goes on where the file's name stands. */
final class BadFileException extends IOException {
    private static final long serialVersionUID = 1L;

    BadFileException(String message) {
        super(message);
    }
}
