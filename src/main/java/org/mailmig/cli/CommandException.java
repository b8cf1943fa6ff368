// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

/** What keeps a command from going on, in one sentence that says what to do. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
