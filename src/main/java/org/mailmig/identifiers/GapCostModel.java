// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/**
 * Estimates the cost of jumping a gap between UIDs and of filling it, from measurements while a mailbox is written: a placeholder takes
 * 0.05 ms if Dovecot keeps many messages in a file, 2 ms if each has its own file; a request takes 5 to 60 ms. Safe for any thread.
 */
final class GapCostModel {
    /** Longest gap that is filled before anything was measured. */
    static final long FIRST_LONGEST = 100;

    static final long LONGEST = 2_000;
    private static final long FIRST_MOST = 1_000;
    private static final long MOST = 10_000;
    private static final int JUMPS_BEFORE_A_TRIAL = 3;
    /** One command takes at most about 60. */
    private static final int ENOUGH_TO_MEASURE = 30;

    private static final int FEW = 50;
    /** Includes the later removal of a placeholder. */
    private static final double WITH_EXPUNGE = 1.3;

    private double requestMillis;
    /** A jump also ends the previous APPEND: the cost of an APPEND without its messages. */
    private double appendMillis;

    private double placeholderMillis;
    private int jumps;

    /** Returns the longest gap that is filled; a longer one is jumped. */
    synchronized long longest() {
        if (isKnown()) {
            double even = (requestMillis + appendMillis) / (placeholderMillis * WITH_EXPUNGE);
            return Math.max(1, Math.min(LONGEST, Math.round(even)));
        }
        return jumps < JUMPS_BEFORE_A_TRIAL || placeholderMillis > 0 ? FIRST_LONGEST : FIRST_MOST;
    }

    /** Returns the maximum number of placeholders of one step. */
    synchronized long most() {
        return isKnown() ? MOST : FIRST_MOST;
    }

    private boolean isKnown() {
        return requestMillis > 0 && placeholderMillis > 0;
    }

    synchronized void jumped(double millis) {
        jumps++;
        requestMillis = mean(requestMillis, millis);
    }

    /** Records an APPEND. It shows the cost of a placeholder if most are placeholders, and the fixed cost if it has few messages. */
    synchronized void appended(long placeholders, long messages, double millis) {
        if (placeholders >= ENOUGH_TO_MEASURE && placeholders >= 2 * messages) {
            placeholderMillis = mean(placeholderMillis, millis / (placeholders + messages));
        } else if (placeholders == 0 && messages <= FEW) {
            appendMillis = mean(appendMillis, Math.max(0.1, millis - messages * placeholderMillis));
        }
    }

    /** Weights newer values more: the server's load varies. */
    private static double mean(double before, double now) {
        return before == 0 ? now : (before + now) / 2;
    }
}
