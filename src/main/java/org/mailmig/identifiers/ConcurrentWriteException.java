// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;

/** Another client's message has the UID that one of the clone's messages was to get. */
public final class ConcurrentWriteException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long uidNext;

    ConcurrentWriteException(long uidNext) {
        super("another client wrote to the folder: UIDNEXT is " + uidNext);
        this.uidNext = uidNext;
    }

    /** Returns the folder's present UIDNEXT. */
    public long uidNext() {
        return uidNext;
    }
}
