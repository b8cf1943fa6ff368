// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

import org.mailmig.Outcome;

/** An error that a retry does not fix (wrong password, unreadable folder, differences found by verify). */
public final class PermanentException extends StopException {
    private static final long serialVersionUID = 1L;
    private final Outcome outcome;

    public PermanentException(String message) {
        this(message, null, Outcome.FAILED);
    }

    public PermanentException(String message, Throwable cause) {
        this(message, cause, Outcome.FAILED);
    }

    /** {@code outcome} is PARTIAL if the copy exists but differs, else FAILED. */
    public PermanentException(String message, Throwable cause, Outcome outcome) {
        super(message, cause);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
