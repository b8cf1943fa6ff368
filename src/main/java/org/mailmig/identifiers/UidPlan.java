// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.text.UidSet;

/**
 * The first messages of a batch, as many as can be written in one step so that each gets its source UID.
 *
 * @param messages how many
 * @param raise UIDNEXT to set before; 0: none
 * @param fill UIDs of placeholders among them
 * @param kept false if their UIDs cannot be preserved
 */
public record UidPlan(int messages, long raise, UidSet fill, boolean kept) {
    /** Plans all messages without particular UIDs. */
    public static UidPlan plain(int messages) {
        return new UidPlan(messages, 0, UidSet.empty(), false);
    }

    /** Plans messages whose UIDs are below {@code uidNext} or too high, and so cannot be used. */
    static UidPlan lost(List<Long> uids, long uidNext) {
        int count = 0;
        while (count < uids.size() && isLost(uids.get(count), uidNext)) {
            count++;
        }
        return plain(count);
    }

    static boolean isLost(long uid, long uidNext) {
        return uid < uidNext || uid >= RequestedIds.FIRST_IMPOSSIBLE_UID;
    }

    /**
     * Plans with short gaps filled. {@code uids} is ascending and not empty.
     *
     * @param longest the longest gap that is filled; 0: none is
     * @param most the maximum number of placeholders
     */
    static UidPlan filled(List<Long> uids, long uidNext, long longest, long most) {
        if (isLost(uids.get(0), uidNext)) {
            return lost(uids, uidNext);
        }
        long first = uids.get(0) - uidNext;
        boolean jumps = first > 0 && first > Math.min(longest, most);
        long raise = jumps ? uids.get(0) : 0;
        long expected = Math.max(uidNext, raise);
        List<String> fill = new ArrayList<>();
        long filled = 0;
        int count = 0;
        for (long uid : uids) {
            long gap = uid - expected;
            if (gap > longest || filled + gap > most || isLost(uid, expected)) {
                break;
            }
            if (gap > 0) {
                fill.add(expected + ":" + (uid - 1));
                filled += gap;
            }
            expected = uid + 1;
            count++;
        }
        return new UidPlan(count, raise, UidSet.parse(String.join(",", fill)), true);
    }

    /** Returns the UIDs that this step must assign, in order. */
    public List<Long> plan(List<Long> uids) {
        List<Long> plan = new ArrayList<>(fill.stream().boxed().toList());
        plan.addAll(uids.subList(0, messages));
        plan.sort(null);
        return plan;
    }
}
