// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.HashSet;
import java.util.Set;

/** UIDs of an answer, each of which counts once: a server may repeat a message whose flags changed meanwhile. */
final class OnceEach {
    private static final int MEMORY_OF_ONE = 64;

    private final UidSet.Builder ascending = new UidSet.Builder();
    private final Set<Long> late = new HashSet<>();
    private long last;

    /** False for one that was there before. */
    boolean isNew(long uid, ResponseReader in) {
        if (uid > last) {
            last = uid;
            ascending.add(uid, uid);
        } else if (ascending.contains(uid) || !late.add(uid)) {
            return false;
        } else {
            in.keep(MEMORY_OF_ONE);
        }
        in.progress();
        return true;
    }
}
