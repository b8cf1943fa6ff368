// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/** An immutable set of UIDs kept as ascending ranges; its text is a sequence-set (RFC 9051, 9). */
public final class UidSet {
    /** The largest UID (RFC 9051, 9: nz-number). */
    public static final long LARGEST = 0xFFFFFFFFL;

    private static final UidSet EMPTY = new UidSet(new long[0]);

    /** Every UID. */
    public static final UidSet ALL = range(1, LARGEST);

    /** First and last UID of each range in turn, ascending, with a gap between neighbours. */
    private final long[] bounds;

    /** Both ends are included. */
    public record Range(long first, long last) {}

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** @param bounds first and last UID of each range in turn, ascending, with a gap between neighbours */
    static UidSet ofBounds(long[] bounds) {
        return bounds.length == 0 ? EMPTY : new UidSet(bounds);
    }

    public static UidSet empty() {
        return EMPTY;
    }

    public static UidSet of(Collection<Long> uids) {
        long[] sorted = uids.stream().mapToLong(Long::longValue).sorted().toArray();
        UidSetBuilder builder = new UidSetBuilder();
        for (long uid : sorted) {
            builder.add(uid, uid);
        }
        return builder.build();
    }

    /** Returns all UIDs from {@code first} to {@code last}, both included; empty if {@code last} is less than {@code first}. */
    public static UidSet range(long first, long last) {
        return last < first ? EMPTY : new UidSet(new long[] {positive(first), last});
    }

    /**
     * Parses a sequence-set without {@code *}, in any order; blank text is the empty set.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static UidSet parse(String text) {
        if (text.isBlank()) {
            return EMPTY;
        }
        List<Range> ranges = UidRanges.parse(text.trim());
        long[][] sorted = ranges.stream()
                .map(range -> new long[] {Math.min(range.first, range.last), Math.max(range.first, range.last)})
                .sorted((a, b) -> Long.compare(a[0], b[0]))
                .toArray(long[][]::new);
        UidSetBuilder builder = new UidSetBuilder();
        for (long[] range : sorted) {
            builder.add(range[0], range[1]);
        }
        return builder.build();
    }

    static long positive(long uid) {
        if (uid <= 0) {
            throw new IllegalArgumentException("UIDs begin at 1, not " + uid);
        }
        return uid;
    }

    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new Range(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    /** Returns the UIDs one by one, ascending. */
    public LongStream stream() {
        return ranges().stream().flatMapToLong(range -> LongStream.rangeClosed(range.first, range.last));
    }

    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public boolean contains(long uid) {
        int found = Arrays.binarySearch(bounds, uid);
        return found >= 0 || (-found - 1) % 2 == 1;
    }

    public UidSet plus(UidSet other) {
        return UidRanges.union(bounds, other.bounds);
    }

    public UidSet minus(UidSet other) {
        return UidRanges.difference(bounds, other.bounds);
    }

    public UidSet and(UidSet other) {
        return minus(minus(other));
    }

    /**
     * Splits the set into pieces whose text is at most {@code mostChars} long, so that no command line exceeds what servers read (8,192
     * bytes, RFC 7162 section 4).
     */
    public List<UidSet> pieces(int mostChars) {
        return UidRanges.pieces(bounds, mostChars);
    }

    /** Returns the smallest UID. */
    public long first() {
        return ends()[0];
    }

    /** Returns the largest UID. */
    public long last() {
        return ends()[bounds.length - 1];
    }

    private long[] ends() {
        if (isEmpty()) {
            throw new java.util.NoSuchElementException("an empty set of UIDs has no ends");
        }
        return bounds;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Returns a sequence-set; empty text for the empty set. */
    @Override
    public String toString() {
        return UidRanges.text(bounds, 0, bounds.length);
    }
}
