// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.util.Locale;
import org.mailmig.text.Printable;

/** Formats numbers and text from outside for people. */
public final class Words {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Words() {}

    /** Bytes with a unit, powers of 1000: {@code 999 B}, {@code 1.2 MB}. */
    public static String bytes(long octets) {
        double value = octets;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? octets + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Folder names and server texts must not move the cursor, colour the screen or change the writing direction. */
    public static String printable(String text) {
        return Printable.of(text);
    }
}
