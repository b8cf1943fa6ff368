// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;

/**
 * A refused login that can be fixed only in its row of the control file, or in the owner's account at the server. The message tells
 * how.
 */
final class RowLoginException extends IOException {
    private static final long serialVersionUID = 1L;

    RowLoginException(IOException refusal, String advice) {
        super(refusal.getMessage() + "; " + advice, refusal);
    }
}
