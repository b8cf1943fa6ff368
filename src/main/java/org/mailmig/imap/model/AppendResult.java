// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.UidRanges;
import org.mailmig.imap.text.UidSet;

/**
 * Where APPEND stored its messages: APPENDUID (RFC 4315, 3).
 *
 * @param uidValidity of the target folder; 0 if the server does not offer UIDPLUS
 * @param uids in the order of the messages sent; empty if the server does not offer UIDPLUS
 */
public record AppendResult(long uidValidity, List<Long> uids) {
    /** The server does not report where, or not in a way that can be understood. */
    public static final AppendResult UNKNOWN = new AppendResult(0, List.of());

    /** Parses the argument of APPENDUID; one that does not match {@code count} messages is ignored. */
    public static AppendResult parse(String argument, int count) {
        String[] words = argument.trim().split(" +");
        if (words.length != 2) {
            return UNKNOWN;
        }
        List<Long> uids = new ArrayList<>();
        try {
            for (UidSet.Range range : UidRanges.parse(words[1])) {
                if (Math.abs(range.last() - range.first()) >= count) {
                    return UNKNOWN;
                }
                int step = range.last() < range.first() ? -1 : 1;
                for (long uid = range.first(); uid != range.last() + step; uid += step) {
                    uids.add(uid);
                }
            }
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
        return uids.size() == count ? new AppendResult(Numbers.parse(words[0]), List.copyOf(uids)) : UNKNOWN;
    }

    /** Joins the results in order; unknown if one of them is. */
    public static AppendResult joined(List<AppendResult> results, int count) {
        List<Long> uids =
                results.stream().flatMap(result -> result.uids().stream()).toList();
        return uids.size() == count && count > 0
                ? new AppendResult(results.get(0).uidValidity(), uids)
                : UNKNOWN;
    }

    /** Returns whether each UID is larger than the one before. */
    public boolean ascends() {
        for (int i = 1; i < uids.size(); i++) {
            if (uids.get(i) <= uids.get(i - 1)) {
                return false;
            }
        }
        return true;
    }
}
