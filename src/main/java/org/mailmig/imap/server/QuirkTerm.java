// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.time.Duration;

/**
 * A period for which a quirk of a server counts. It doubles each time the quirk is found again.
 *
 * @param end in the time of {@link ServerQuirks#now}
 */
record QuirkTerm(long end, Duration length) {
    /** How long a new quirk counts at first. */
    static final Duration FIRST = Duration.ofMinutes(10);

    private static final Duration LONGEST = Duration.ofHours(4);

    boolean counts(long now) {
        return now - end < 0;
    }

    /**
     * Returns the next period; {@code last} is {@code null} at first. A current one is not extended: connections that work in
     * parallel meet the same quirk once.
     */
    static QuirkTerm next(QuirkTerm last, long now) {
        if (last != null && last.counts(now)) {
            return last;
        }
        Duration twice = last == null ? FIRST : last.length.multipliedBy(2);
        Duration length = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return new QuirkTerm(now + length.toNanos(), length);
    }
}
