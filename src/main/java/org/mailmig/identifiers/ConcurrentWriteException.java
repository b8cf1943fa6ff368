// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;

/** A message of somebody else stands where one of the clone was due. */
public final class ConcurrentWriteException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long uidNext;

    ConcurrentWriteException(long uidNext) {
        super("somebody else wrote: UIDNEXT is " + uidNext);
        this.uidNext = uidNext;
    }

    /** The folder's UIDNEXT now. */
    public long uidNext() {
        return uidNext;
    }
}
