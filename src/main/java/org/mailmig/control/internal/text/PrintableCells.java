// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.nio.charset.StandardCharsets;

/** Makes operators' text safe to display. */
public final class PrintableCells {
    private static final int SHOWN = 80;
    /** In bytes: a time stamp and an extension follow, and file systems allow 255. */
    private static final int LONGEST_FILE_NAME = 180;

    private PrintableCells() {}

    /** The text shortened, with control characters made visible. */
    public static String shown(String text) {
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
        return visible.length() > SHOWN ? visible.substring(0, SHOWN) + "…" : visible;
    }

    /** Returns whether the text may be a column's name; anything else may be half a file after an open quote, including passwords. */
    public static boolean isName(String text) {
        return text.matches("[\\p{L}\\p{N} _.-]{1,40}");
    }

    /** Returns whether the text contains invisible or bidirectional control characters: such a name is seldom what it seems. */
    public static boolean isDeceptive(String text) {
        return text.chars()
                .anyMatch(c -> c == 0xA0
                        || c == 0xFEFF
                        || (c >= 0x200B && c <= 0x200F)
                        || (c >= 0x202A && c <= 0x202E)
                        || (c >= 0x2060 && c <= 0x2069));
    }

    /** A file's name made safe for use in another file's name. */
    public static String fileName(String name) {
        String plain = name.replaceAll("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}/\\\\]", "_");
        int end = plain.length();
        while (plain.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_FILE_NAME) {
            end = plain.offsetByCodePoints(end, -1);
        }
        return plain.substring(0, end);
    }
}
