// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The ranges of sequence-sets and uid-sets (RFC 9051, 9; RFC 4315, 4): as text, and as bounds, joined, subtracted and split. */
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

    /** Returns the UIDs that are in one of two sets, given by their bounds. */
    static UidSet union(long[] bounds, long[] others) {
        UidSetBuilder builder = new UidSetBuilder();
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < others.length) {
            boolean takeMine = theirs == others.length || mine < bounds.length && bounds[mine] <= others[theirs];
            if (takeMine) {
                builder.add(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                builder.add(others[theirs], others[theirs + 1]);
                theirs += 2;
            }
        }
        return builder.build();
    }

    /** Returns the UIDs of the first set that are not in the second. */
    static UidSet difference(long[] bounds, long[] others) {
        UidSetBuilder builder = new UidSetBuilder();
        int theirs = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long first = bounds[i];
            long last = bounds[i + 1];
            while (theirs < others.length && others[theirs + 1] < first) {
                theirs += 2;
            }
            for (int hole = theirs; hole < others.length && others[hole] <= last; hole += 2) {
                if (first < others[hole]) {
                    builder.add(first, others[hole] - 1);
                }
                first = others[hole + 1] + 1;
            }
            if (first <= last) {
                builder.add(first, last);
            }
        }
        return builder.build();
    }

    /** Splits a set, given by its bounds, into pieces whose text is at most {@code mostChars} long. */
    static List<UidSet> pieces(long[] bounds, int mostChars) {
        List<UidSet> pieces = new ArrayList<>();
        int begin = 0;
        int chars = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            int more = text(bounds, i, i + 2).length();
            if (i > begin && chars + 1 + more > mostChars) {
                pieces.add(UidSet.ofBounds(Arrays.copyOfRange(bounds, begin, i)));
                begin = i;
                chars = 0;
            }
            chars += (chars == 0 ? 0 : 1) + more;
        }
        if (begin < bounds.length) {
            pieces.add(UidSet.ofBounds(Arrays.copyOfRange(bounds, begin, bounds.length)));
        }
        return pieces;
    }
}
