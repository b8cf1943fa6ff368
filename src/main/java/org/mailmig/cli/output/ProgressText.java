// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.time.Duration;
import java.util.Locale;
import org.mailmig.report.Words;

/**
 * The numbers of one bar at one moment.
 *
 * @param messages processed so far
 * @param ofMessages to process, 0 while unknown
 * @param bytes written so far
 * @param elapsed since the bar began
 * @param messagesSince messages processed since then
 * @param bytesSince bytes written since then
 */
record ProgressText(long messages, long ofMessages, long bytes, Duration elapsed, long messagesSince, long bytesSince) {
    private static final int WIDTH = 20;

    /** From 0 to 1; 0 while unknown. */
    double share() {
        return ofMessages <= 0 ? 0 : Math.min(1, (double) messages / ofMessages);
    }

    /** {@code [########............]  40%}. */
    static String bar(double share) {
        int full = (int) Math.round(share * WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] "
                + String.format(Locale.ROOT, "%3d%%", (int) (share * 100));
    }

    /** Messages, bytes and rate. */
    String counts() {
        double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
        String of = ofMessages > 0 ? "/" + ofMessages : "";
        return String.format(
                Locale.ROOT,
                "%d%s msg  %s  %.0f msg/s  %s/s",
                messages,
                of,
                Words.bytes(bytes),
                messagesSince / seconds,
                Words.bytes((long) (bytesSince / seconds)));
    }

    /** The estimated time left at the present rate; a dash while unknown. */
    static String left(double share, Duration elapsed) {
        if (share <= 0.001) {
            return "-";
        }
        long seconds = Math.round(elapsed.toMillis() / 1000.0 * (1 - share) / share);
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds % 3600 / 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
