// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.mailmig.imap.ModifiedUtf7;

/**
 * One level of a folder's name as a target can hold it: what it forbids is written {@code =XX} (hexadecimal), which can be
 * read back; what is too long ends in {@code ~} and eight digits of its SHA-256, and the report says what it was.
 */
final class SafeName {
    /** Longest level, in raw octets: what file systems take, less a little. */
    static final int MOST_OCTETS = 250;

    static final int FEWEST_OCTETS = 24;

    /** Refused by one server or another (Cyrus 3.6 takes none of them but the asterisk). */
    private static final String OFTEN_REFUSED = "!\"%;<>\\^`{|}*?";

    private SafeName() {}

    /**
     * @param raw modified UTF-7 at the source, or what a careless program put there instead
     * @param separator of the target; 0 for none
     * @param strict without what servers often refuse, too
     */
    static String of(String raw, char separator, boolean strict) {
        String name = readable(raw);
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isForbidden(name, i, separator) || strict && OFTEN_REFUSED.indexOf(c) >= 0) {
                safe.append(String.format("=%02X", (int) c));
            } else {
                safe.append(c);
            }
        }
        String encoded = ModifiedUtf7.encode(safe.isEmpty() ? "=00" : safe.toString());
        return encoded.length() <= MOST_OCTETS ? encoded : cut(encoded, MOST_OCTETS);
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

    /** Might a target refuse it that takes ordinary names? Then it is tried before anything is copied. */
    static boolean isDoubtful(String part) {
        return part.chars().anyMatch(c -> OFTEN_REFUSED.indexOf(c) >= 0)
                || !part.equals(part.strip())
                || part.startsWith(".")
                || part.contains("  ")
                || java.util.Set.of("dbox-Mails", "cur", "new", "tmp", "mailboxes", "storage")
                        .contains(part);
    }

    /** The text of a raw name: modified UTF-7, else UTF-8, else Latin-1. */
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

    /** A level of a name that an operator wrote: taken for what it says. */
    static String literal(String name) {
        return ModifiedUtf7.encode(name);
    }

    /** The beginning that fits, and a mark that tells it from others with the same beginning. */
    static String cut(String raw, int most) {
        String digest =
                HexFormat.of().formatHex(Hashes.sha256().digest(raw.getBytes(StandardCharsets.ISO_8859_1)), 0, 4);
        return shortened(raw, "~" + digest, most);
    }

    static String shortened(String raw, String mark) {
        return shortened(raw, mark, MOST_OCTETS);
    }

    private static int mostChars(String name, int most) {
        return Character.isHighSurrogate(name.charAt(most - 1)) ? most - 1 : most;
    }

    private static String shortened(String raw, String mark, int most) {
        String name = ModifiedUtf7.decode(raw);
        int end = name.length() <= most ? name.length() : mostChars(name, most); // each takes one octet at least
        String encoded = ModifiedUtf7.encode(name + mark);
        while (encoded.length() > most && end > 0) {
            end = name.offsetByCodePoints(end, -1);
            encoded = ModifiedUtf7.encode(name.substring(0, end) + mark);
        }
        return encoded;
    }
}
