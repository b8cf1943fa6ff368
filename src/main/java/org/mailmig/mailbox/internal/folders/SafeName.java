// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.mailmig.imap.text.ModifiedUtf7;
import org.mailmig.mailbox.internal.message.MessageHashes;

/**
 * Encodes one level of a folder's name for a target. A character that the target forbids is written {@code =XX} (hexadecimal), which is
 * reversible; a level that is too long ends in {@code ~} and eight digits of its SHA-256, and the report contains the original.
 */
public final class SafeName {
    /** Longest level, in raw bytes: slightly less than the limit of file systems. */
    static final int MOST_OCTETS = 250;

    static final int FEWEST_OCTETS = 24;

    /** Refused by some servers (Cyrus 3.6 refuses all of them except the asterisk). */
    private static final String OFTEN_REFUSED = "!\"%;<>\\^`{|}*?";

    /** The highest strictness; 0 keeps everything that any server may accept. */
    public static final int STRICTEST = 4;

    private SafeName() {}

    /**
     * @param raw modified UTF-7 at the source, or whatever an incorrect program wrote instead
     * @param separator of the target; 0 for none
     * @param strictness 0 to {@link #STRICTEST}: 1 is without what some servers refuse, 2 without punctuation and outer blanks, 3 is
     *     ASCII, 4 has only letters, digits and hyphens and is not reversible
     */
    static String of(String raw, char separator, int strictness) {
        String name = readable(raw);
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isForbidden(name, i, separator) && !isRefusedAt(strictness, name, i)) {
                safe.append(c);
            } else if (c < 0xA0) {
                safe.append(escaped(c));
            } else {
                int end = name.offsetByCodePoints(i, 1);
                for (byte octet : name.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                    safe.append(escaped(octet & 0xFF));
                }
                i = end - 1;
            }
        }
        if (strictness >= STRICTEST && !isPlain(name, false)) {
            return cut(name.replaceAll("[^A-Za-z0-9-]", "-"), raw, MOST_OCTETS, "-");
        }
        String encoded = ModifiedUtf7.encode(safe.isEmpty() ? "=00" : safe.toString());
        return encoded.length() <= MOST_OCTETS ? encoded : cut(encoded, MOST_OCTETS);
    }

    private static String escaped(int octet) {
        return String.format("=%02X", octet);
    }

    private static boolean isRefusedAt(int strictness, String name, int i) {
        char c = name.charAt(i);
        boolean outerBlank = c == ' ' && (i == 0 || i == name.length() - 1 || name.charAt(i - 1) == ' ');
        return strictness >= 1 && (OFTEN_REFUSED.indexOf(c) >= 0 || c == '.')
                || strictness >= 2 && c < 0x80 && (!isPlain(c) || outerBlank)
                || strictness >= 3 && c >= 0x80;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_ ".indexOf(c) >= 0;
    }

    /** Returns whether the name has only letters, digits, hyphens, underscores and inner blanks: no server is known to refuse that. */
    private static boolean isPlain(String name, boolean blanks) {
        return name.chars().allMatch(c -> isPlain((char) c) && (blanks || c != ' ' && c != '_'))
                && name.equals(name.strip())
                && !name.contains("  ");
    }

    /** Returns the same text with its first character written {@code =XX}. */
    static String firstEscaped(String name) {
        return name.isEmpty() || name.charAt(0) > 0x7F ? "=00" + name : escaped(name.charAt(0)) + name.substring(1);
    }

    private static boolean isForbidden(String name, int i, char separator) {
        char c = name.charAt(i);
        return c == separator && c != 0
                || c == '/'
                || c < ' '
                || c >= 0x7F && c < 0xA0
                || i == 0 && c == '~'
                || name.equals(".")
                || name.equals("..")
                || c == '='
                        && i + 2 < name.length()
                        && isHexadecimal(name.charAt(i + 1))
                        && isHexadecimal(name.charAt(i + 2));
    }

    private static boolean isHexadecimal(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
    }

    /** Returns whether a target that accepts ordinary names might refuse this one. Then it is tried before anything is copied. */
    public static boolean isDoubtful(String part) {
        return part.chars().anyMatch(c -> OFTEN_REFUSED.indexOf(c) >= 0 || c == '.')
                || !part.equals(part.strip())
                || part.contains("  ")
                || java.util.Set.of("dbox-Mails", "cur", "new", "tmp", "mailboxes", "storage")
                        .contains(part);
    }

    /** Returns whether the name has any character that some server could refuse. */
    public static boolean isUnusual(String part) {
        return !isPlain(part, true) || isDoubtful(part);
    }

    /** Decodes a raw name: modified UTF-7, else UTF-8, else Latin-1. */
    static String readable(String raw) {
        String name = ModifiedUtf7.decode(raw);
        if (ModifiedUtf7.encode(name).equals(raw)) {
            return name;
        }
        byte[] octets = raw.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return raw;
        }
    }

    /** Encodes a level of a name that an operator wrote; it is taken literally. */
    static String literal(String name) {
        return ModifiedUtf7.encode(name);
    }

    /** Returns the beginning that fits, and a mark that distinguishes it from others with the same beginning. */
    static String cut(String raw, int most) {
        return cut(raw, raw, most, "~");
    }

    private static String cut(String raw, String whole, int most, String mark) {
        String digest = HexFormat.of()
                .formatHex(MessageHashes.sha256().digest(whole.getBytes(StandardCharsets.ISO_8859_1)), 0, 4);
        return shortened(raw, mark + digest, most);
    }

    static String shortened(String raw, String mark) {
        return shortened(raw, mark, MOST_OCTETS);
    }

    private static int mostChars(String name, int most) {
        return Character.isHighSurrogate(name.charAt(most - 1)) ? most - 1 : most;
    }

    private static String shortened(String raw, String mark, int most) {
        String name = ModifiedUtf7.decode(raw);
        int end = name.length() <= most ? name.length() : mostChars(name, most); // each takes at least one byte
        String encoded = ModifiedUtf7.encode(name + mark);
        while (encoded.length() > most && end > 0) {
            end = name.offsetByCodePoints(end, -1);
            encoded = ModifiedUtf7.encode(name.substring(0, end) + mark);
        }
        return encoded;
    }
}
