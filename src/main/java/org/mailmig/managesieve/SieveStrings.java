// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.nio.charset.StandardCharsets;

/** Strings as ManageSieve writes them (RFC 5804, 4). One char per byte. */
final class SieveStrings {
    private static final int LONGEST_QUOTED = 1024;

    private SieveStrings() {}

    /** One char per byte; a literal is non-synchronising, the only kind in ManageSieve (RFC 5804, 4). */
    static String string(String text) {
        String quoted = quoted(text);
        return quoted == null ? literal(text.getBytes(StandardCharsets.UTF_8)) : quoted;
    }

    /** {@code null} if the text is too long for a quoted string, or contains characters that none can contain. */
    static String quoted(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        boolean quotable = octets.length <= LONGEST_QUOTED && text.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        if (!quotable) {
            return null;
        }
        String raw = new String(octets, StandardCharsets.ISO_8859_1);
        return '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String literal(byte[] octets) {
        return "{" + octets.length + "+}\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }

    static String utf8(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
