// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.text.UidSetBuilder;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** The response to UID SEARCH from a UID on: SEARCH or ESEARCH lines (RFC 9051, 7.3.4; RFC 3501, 7.2.5). */
public final class SearchResponse implements ResponseHandler {
    /** Such a line contains every UID of a folder. */
    private static final int MOST_OCTETS = 1 << 26;

    private final long first;
    private long[] found = new long[16];
    private int length;

    public SearchResponse(long first) {
        this.first = first;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("SEARCH")) {
            in.begin(MOST_OCTETS);
            in.blank();
            for (long uid = in.number(); uid > 0; uid = in.number()) {
                add(uid, uid, in);
                in.blank();
            }
        } else if (name.equals("ESEARCH")) {
            in.begin(MOST_OCTETS);
            for (in.blank(); !in.atLineEnd(); in.blank()) {
                if (in.peek() == '(') {
                    in.skipValue();
                } else if (Status.upper(in.word()).equals("ALL")) {
                    in.blank();
                    all(in);
                }
            }
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    /** Reads a sequence-set of any length without buffering its text. */
    private void all(ResponseReader in) throws IOException {
        do {
            long from = in.number();
            long to = in.take(':') ? in.number() : from;
            if (from == 0 || to == 0) {
                throw new ProtocolException("a server sent ESEARCH without a valid set of UIDs");
            }
            add(Math.min(from, to), Math.max(from, to), in);
        } while (in.take(','));
    }

    /** Adds UIDs; {@code n:*} finds the last message even if its UID is less than {@code n} (RFC 9051, 9: seq-range). */
    private void add(long from, long to, ResponseReader in) {
        if (to < first) {
            return;
        }
        long begin = Math.max(from, first);
        if (length > 0 && found[length - 1] + 1 == begin) {
            found[length - 1] = to;
            return;
        }
        if (length == found.length) {
            in.keep(2L * Long.BYTES * length); // as much again while it is sorted
            found = Arrays.copyOf(found, length * 2);
        }
        in.progress();
        found[length++] = begin;
        found[length++] = to;
    }

    public UidSet uids() {
        List<UidSet.Range> ranges = new ArrayList<>();
        boolean ascending = true;
        for (int i = 2; i < length && ascending; i += 2) {
            ascending = found[i] > found[i - 1];
        }
        UidSetBuilder uids = new UidSetBuilder();
        if (ascending) {
            for (int i = 0; i < length; i += 2) {
                uids.add(found[i], found[i + 1]);
            }
            return uids.build();
        }
        for (int i = 0; i < length; i += 2) {
            ranges.add(new UidSet.Range(found[i], found[i + 1]));
        }
        ranges.sort(Comparator.comparingLong(UidSet.Range::first));
        ranges.forEach(range -> uids.add(range.first(), range.last()));
        return uids.build();
    }
}
