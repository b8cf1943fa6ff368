// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;

/** A login that only its row of the control file, or the owner's account at the server, can mend; says so. */
final class RowLoginException extends IOException {
    private static final long serialVersionUID = 1L;

    RowLoginException(IOException refusal, String advice) {
        super(refusal.getMessage() + "; " + advice, refusal);
    }
}
