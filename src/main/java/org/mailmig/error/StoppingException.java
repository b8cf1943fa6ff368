// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/** The run is being stopped: the account is written down as interrupted and goes on at the next start. */
public final class StoppingException extends StopException {
    private static final long serialVersionUID = 1L;

    public StoppingException(String message) {
        super(message, null);
    }
}
