// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/**
 * A step stops the line for this account. The kinds are the only ones that a route has to tell apart. Messages are one
 * sentence for the operator, name the account or server, say what to do, and never hold a secret.
 */
public abstract sealed class StopException extends RuntimeException
        permits RefusedException, TransientException, PermanentException, LeaseLostException, StoppingException {
    private static final long serialVersionUID = 1L;

    StopException(String message, Throwable cause) {
        super(message, cause);
    }
}
