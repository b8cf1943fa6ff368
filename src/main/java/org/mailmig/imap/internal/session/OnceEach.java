// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.util.HashSet;
import java.util.Set;
import org.mailmig.imap.text.UidSetBuilder;
import org.mailmig.imap.wire.ResponseReader;

/**
 * Counts each UID once: a server may repeat a message whose flags changed in the meantime, and a command may be sent again after it was
 * refused half-way.
 */
public final class OnceEach {
    private static final int MEMORY_OF_ONE = 64;

    private final UidSetBuilder ascending = new UidSetBuilder();
    private final Set<Long> late = new HashSet<>();
    private long last;
    private long count;

    /** Returns false for a UID that was there before. */
    public boolean isNew(long uid, ResponseReader in) {
        if (uid > last) {
            last = uid;
            ascending.add(uid, uid);
        } else if (ascending.contains(uid) || !late.add(uid)) {
            return false;
        } else {
            in.keep(MEMORY_OF_ONE);
        }
        in.progress();
        count++;
        return true;
    }

    /** Returns how many UIDs there were. */
    public long count() {
        return count;
    }
}
