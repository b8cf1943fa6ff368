// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

/** An error that ends a command: one sentence that says what to do. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
