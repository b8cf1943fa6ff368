package org.mailmig.ledger;

import java.util.List;

/** The wave's diary. */
public final class Events {
    public void add(String wave, String account, String kind, String text) {
        throw new UnsupportedOperationException();
    }

    /** Events with a number above {@code after}, oldest first, at most {@code most}. */
    public List<Event> list(String wave, long after, int most) {
        throw new UnsupportedOperationException();
    }
}
