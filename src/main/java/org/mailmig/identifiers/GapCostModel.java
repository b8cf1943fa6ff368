// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/**
 * What it takes to jump a gap between UIDs and what it takes to fill it, as seen while a mailbox is written: a placeholder
 * takes 0.05 ms where Dovecot keeps many messages in a file, 2 ms where each is a file of its own; a request takes 5 to 60 ms.
 * Safe for any thread.
 */
final class GapCostModel {
    /** Filled as long as nothing is known. */
    static final long FIRST_LONGEST = 100;

    static final long LONGEST = 2_000;
    private static final long FIRST_MOST = 1_000;
    private static final long MOST = 10_000;
    private static final int JUMPS_BEFORE_A_TRIAL = 3;
    /** Some 60 are all that one command takes. */
    private static final int ENOUGH_TO_MEASURE = 30;

    private static final int FEW = 50;
    /** A placeholder is removed again. */
    private static final double WITH_EXPUNGE = 1.3;

    private double requestMillis;
    /** A jump also ends the APPEND before it: what an APPEND takes besides its messages. */
    private double appendMillis;

    private double placeholderMillis;
    private int jumps;

    /** The longest gap that is filled; one that is longer is jumped. */
    synchronized long longest() {
        if (isKnown()) {
            double even = (requestMillis + appendMillis) / (placeholderMillis * WITH_EXPUNGE);
            return Math.max(1, Math.min(LONGEST, Math.round(even)));
        }
        return jumps < JUMPS_BEFORE_A_TRIAL || placeholderMillis > 0 ? FIRST_LONGEST : FIRST_MOST;
    }

    /** The most placeholders of one step. */
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

    /** An APPEND: it tells what a placeholder takes where most are placeholders, what it takes itself where it brings little. */
    synchronized void appended(long placeholders, long messages, double millis) {
        if (placeholders >= ENOUGH_TO_MEASURE && placeholders >= 2 * messages) {
            placeholderMillis = mean(placeholderMillis, millis / (placeholders + messages));
        } else if (placeholders == 0 && messages <= FEW) {
            appendMillis = mean(appendMillis, Math.max(0.1, millis - messages * placeholderMillis));
        }
    }

    /** Newer ones count more: servers are busy now and idle then. */
    private static double mean(double before, double now) {
        return before == 0 ? now : (before + now) / 2;
    }
}
