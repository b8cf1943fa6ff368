// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

/** Another worker holds this account: this worker stops at once, writes nothing more, and leaves no dead letter. */
public final class LeaseLostException extends StopException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message) {
        super(message, null);
    }
}
