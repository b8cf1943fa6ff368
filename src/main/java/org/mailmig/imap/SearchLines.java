// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer to UID SEARCH from a UID on: SEARCH or ESEARCH lines (RFC 9051, 7.3.4; RFC 3501, 7.2.5). */
final class SearchLines implements Replies {
    /** Such a line holds every UID of a folder. */
    private static final int MOST_OCTETS = 1 << 26;

    private final long first;
    private final List<UidSet.Range> found = new ArrayList<>();

    SearchLines(long first) {
        this.first = first;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("SEARCH")) {
            in.begin(MOST_OCTETS);
            in.blank();
            for (long uid = in.number(); uid > 0; uid = in.number()) {
                add(uid, uid);
                in.blank();
            }
        } else if (name.equals("ESEARCH")) {
            in.begin(MOST_OCTETS);
            for (in.blank(); !in.atLineEnd(); in.blank()) {
                if (in.peek() == '(') {
                    in.skipValue();
                } else if (Status.upper(in.word()).equals("ALL")) {
                    in.blank();
                    UidRanges.parse(in.word())
                            .forEach(range ->
                                    add(Math.min(range.first(), range.last()), Math.max(range.first(), range.last())));
                }
            }
        }
    }

    /** {@code n:*} finds the last message even if it lies before {@code n} (RFC 9051, 9: seq-range). */
    private void add(long from, long to) {
        if (to >= first) {
            long begin = Math.max(from, first);
            int end = found.size() - 1;
            if (end >= 0 && found.get(end).last() + 1 == begin) {
                found.set(end, new UidSet.Range(found.get(end).first(), to));
            } else {
                found.add(new UidSet.Range(begin, to));
            }
        }
    }

    UidSet uids() {
        UidSet.Builder uids = new UidSet.Builder();
        found.stream()
                .sorted((a, b) -> Long.compare(a.first(), b.first()))
                .forEach(range -> uids.add(range.first(), range.last()));
        return uids.build();
    }
}
