// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/** A precondition does not hold (target in use, forwarder taken, no unique match): the account ends REFUSED and nothing is changed. */
public final class RefusedException extends StopException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message, null);
    }
}
