// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/**
 * A step ends the processing of its account. The subclasses are the only cases that a route distinguishes. Messages are one sentence for
 * the operator: they name the account or server, say what to do, and never contain a secret.
 */
public abstract sealed class StopException extends RuntimeException
        permits RefusedException, TransientException, PermanentException, LeaseLostException, StoppingException {
    private static final long serialVersionUID = 1L;

    StopException(String message, Throwable cause) {
        super(message, cause);
    }
}
