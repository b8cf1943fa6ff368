// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

/** Makes text from outside safe for a terminal, a log or a file: it cannot move the cursor or change the writing direction. */
public final class Printable {
    private Printable() {}

    /** Replaces control and format characters (C0, C1, bidi), line breaks and lone surrogates by blanks. */
    public static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(point -> isBad(point) ? ' ' : point).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** JSON text in whose strings such characters occur only as escapes (RFC 8259, 7); its meaning is unchanged. */
    public static String json(String json) {
        StringBuilder clean = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (point < 0x7F || !isBad(point)) {
                clean.appendCodePoint(point); // the generator has already escaped ASCII as needed
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
