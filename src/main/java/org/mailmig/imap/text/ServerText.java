// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.nio.charset.StandardCharsets;

/** Makes response texts of servers safe for people, logs and terminals. */
public final class ServerText {
    private static final int MOST_CHARS = 400;

    private ServerText() {}

    /** Decodes raw bytes (one char each) as UTF-8 and replaces everything not printable by {@code ?}. */
    public static String shown(String raw) {
        String cut = raw.length() <= MOST_CHARS ? raw : raw.substring(0, MOST_CHARS) + "...";
        String text = cut.chars().allMatch(c -> c <= 0xFF)
                ? new String(cut.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : cut;
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(prints(c) ? c : '?'));
        return shown.toString().trim();
    }

    private static boolean prints(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
