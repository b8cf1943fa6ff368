// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/** The process is stopping: the account is recorded as interrupted and resumes at the next start. */
public final class StoppingException extends StopException {
    private static final long serialVersionUID = 1L;

    public StoppingException(String message) {
        super(message, null);
    }
}
