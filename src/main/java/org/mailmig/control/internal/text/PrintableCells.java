// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.nio.charset.StandardCharsets;

/** What operators wrote, fit to be shown to them. */
public final class PrintableCells {
    private static final int SHOWN = 80;
    /** In octets: a time stamp and an ending follow, and file systems allow 255. */
    private static final int LONGEST_FILE_NAME = 180;

    private PrintableCells() {}

    /** Control characters made visible, shortened. */
    public static String shown(String text) {
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
        return visible.length() > SHOWN ? visible.substring(0, SHOWN) + "…" : visible;
    }

    /** A word that may be a column's name; anything else may be half a file that an open quote swallowed, passwords and all. */
    public static boolean isName(String text) {
        return text.matches("[\\p{L}\\p{N} _.-]{1,40}");
    }

    /** Characters that look like nothing or turn the text around: a name that holds one is seldom what it seems. */
    public static boolean isDeceptive(String text) {
        return text.chars()
                .anyMatch(c -> c == 0xA0
                        || c == 0xFEFF
                        || (c >= 0x200B && c <= 0x200F)
                        || (c >= 0x202A && c <= 0x202E)
                        || (c >= 0x2060 && c <= 0x2069));
    }

    /** A file's name, fit for another file's name. */
    public static String fileName(String name) {
        String plain = name.replaceAll("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}/\\\\]", "_");
        int end = plain.length();
        while (plain.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_FILE_NAME) {
            end = plain.offsetByCodePoints(end, -1);
        }
        return plain.substring(0, end);
    }
}
