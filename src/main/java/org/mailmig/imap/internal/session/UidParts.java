// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.text.UidSetBuilder;

/** Splits a set of UIDs for a server that processes only a limited number of messages per command. */
final class UidParts {
    /** Limit of the characters of a set that is not a part of one command's set. */
    private static final int MOST_SET_CHARS = 3000;

    private UidParts() {}

    /** Returns parts of at most {@code most} messages. */
    static List<UidSet> split(UidSet uids, long most) {
        List<UidSet> parts = new ArrayList<>();
        UidSetBuilder part = new UidSetBuilder();
        long room = most;
        for (UidSet.Range range : uids.ranges()) {
            for (long first = range.first(); first <= range.last(); ) {
                long last = Math.min(range.last(), first + room - 1);
                part.add(first, last);
                room -= last - first + 1;
                first = last + 1;
                if (room == 0) {
                    parts.addAll(part.build().pieces(MOST_SET_CHARS));
                    part = new UidSetBuilder();
                    room = most;
                }
            }
        }
        if (room < most) {
            parts.addAll(part.build().pieces(MOST_SET_CHARS));
        }
        return parts;
    }
}
