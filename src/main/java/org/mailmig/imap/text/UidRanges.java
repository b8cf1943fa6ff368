// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.ArrayList;
import java.util.List;

/** Parses sequence-sets and uid-sets (RFC 9051, 9; RFC 4315, 4). */
public final class UidRanges {
    private UidRanges() {}

    /** Returns the ranges in the order of the text, ends unswapped: APPENDUID may count in any order. */
    public static List<UidSet.Range> parse(String text) {
        List<UidSet.Range> ranges = new ArrayList<>();
        for (int begin = 0; begin <= text.length(); ) {
            int comma = text.indexOf(',', begin);
            int end = comma < 0 ? text.length() : comma;
            int colon = text.indexOf(':', begin);
            if (colon >= 0 && colon < end) {
                ranges.add(new UidSet.Range(number(text, begin, colon), number(text, colon + 1, end)));
            } else {
                long uid = number(text, begin, end);
                ranges.add(new UidSet.Range(uid, uid));
            }
            begin = end + 1;
        }
        return ranges;
    }

    private static long number(String text, int begin, int end) {
        long number = 0;
        for (int i = begin; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || end - begin > 18) {
                throw notASet(text);
            }
            number = number * 10 + digit;
        }
        if (number == 0) {
            throw notASet(text);
        }
        return number;
    }

    private static IllegalArgumentException notASet(String text) {
        return new IllegalArgumentException("not a set of UIDs: " + ServerText.shown(text));
    }

    static String text(long[] bounds, int begin, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = begin; i < end; i += 2) {
            if (i > begin) {
                text.append(',');
            }
            text.append(bounds[i]);
            if (bounds[i + 1] != bounds[i]) {
                text.append(':').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }
}
