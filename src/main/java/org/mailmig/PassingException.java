// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

/** A fault that may pass by itself (line cut, server busy, directory down): the route delivers the account again. */
public final class PassingException extends StopException {
    private static final long serialVersionUID = 1L;

    private final boolean untilDone;

    public PassingException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private PassingException(String message, Throwable cause, boolean untilDone) {
        super(message, cause);
        this.untilDone = untilDone;
    }

    /** A fault of something that is due however long it takes: the account is delivered again without end. */
    public static PassingException untilDone(String message, Throwable cause) {
        return new PassingException(message, cause, true);
    }

    public boolean isUntilDone() {
        return untilDone;
    }
}
