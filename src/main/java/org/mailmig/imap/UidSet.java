package org.mailmig.imap;

import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/** An immutable set of UIDs kept as ascending ranges; its text is a sequence-set (RFC 9051, 9). */
public final class UidSet {
    /** Both ends included. */
    public record Range(long first, long last) {}

    public static UidSet empty() {
        throw new UnsupportedOperationException();
    }

    public static UidSet of(Collection<Long> uids) {
        throw new UnsupportedOperationException();
    }

    public static UidSet range(long first, long last) {
        throw new UnsupportedOperationException();
    }

    public static UidSet parse(String text) {
        throw new UnsupportedOperationException();
    }

    public List<Range> ranges() {
        throw new UnsupportedOperationException();
    }

    public LongStream stream() {
        throw new UnsupportedOperationException();
    }

    public long size() {
        throw new UnsupportedOperationException();
    }

    public boolean isEmpty() {
        throw new UnsupportedOperationException();
    }

    public boolean contains(long uid) {
        throw new UnsupportedOperationException();
    }

    public UidSet plus(UidSet other) {
        throw new UnsupportedOperationException();
    }

    public UidSet minus(UidSet other) {
        throw new UnsupportedOperationException();
    }

    public UidSet and(UidSet other) {
        throw new UnsupportedOperationException();
    }

    /** Pieces whose text is at most {@code mostChars} long, so that no command line grows beyond what servers read (8,192 octets, RFC 7162 section 4). */
    public List<UidSet> pieces(int mostChars) {
        throw new UnsupportedOperationException();
    }

    public long first() {
        throw new UnsupportedOperationException();
    }

    public long last() {
        throw new UnsupportedOperationException();
    }
}
