// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

/** Text from outside, as it may reach a terminal, a log or a file: nothing in it moves a cursor or turns the direction of writing. */
public final class Printable {
    private Printable() {}

    /** Control and format characters (C0, C1, bidi), line breaks and lone surrogates become blanks. */
    public static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(point -> isBad(point) ? ' ' : point).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** JSON text whose strings hold such characters as escapes (RFC 8259, 7) only; what it means stays the same. */
    public static String json(String json) {
        StringBuilder clean = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (point < 0x7F || !isBad(point)) {
                clean.appendCodePoint(point); // of ASCII the generator has escaped what must be
            } else {
                for (char unit : Character.toChars(point)) {
                    clean.append("\\u%04X".formatted((int) unit));
                }
            }
        });
        return clean.toString();
    }

    private static boolean isBad(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
