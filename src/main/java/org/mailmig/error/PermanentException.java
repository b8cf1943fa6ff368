// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

import org.mailmig.Outcome;

/** A fault that repeating does not mend (wrong password, unreadable folder, verify found differences, lease lost). */
public final class PermanentException extends StopException {
    private static final long serialVersionUID = 1L;
    private final Outcome outcome;

    public PermanentException(String message) {
        this(message, null, Outcome.FAILED);
    }

    public PermanentException(String message, Throwable cause) {
        this(message, cause, Outcome.FAILED);
    }

    /** {@code outcome} is PARTIAL where the copy stands but differs, FAILED otherwise. */
    public PermanentException(String message, Throwable cause, Outcome outcome) {
        super(message, cause);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
