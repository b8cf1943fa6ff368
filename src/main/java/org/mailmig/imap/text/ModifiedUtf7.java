// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Encodes and decodes folder names in modified UTF-7 (RFC 3501, 5.1.3). Raw names have one char per byte. */
public final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /** Encodes a name: printable ASCII as it is, {@code &} as {@code &-}, the rest as base64 of UTF-16BE. */
    public static String encode(String name) {
        StringBuilder raw = new StringBuilder();
        StringBuilder shifted = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c >= 0x20 && c <= 0x7E) {
                flush(shifted, raw);
                raw.append(c == '&' ? "&-" : String.valueOf(c));
            } else {
                shifted.append(c);
            }
        }
        flush(shifted, raw);
        return raw.toString();
    }

    private static void flush(StringBuilder shifted, StringBuilder raw) {
        if (!shifted.isEmpty()) {
            byte[] octets = shifted.toString().getBytes(StandardCharsets.UTF_16BE);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(octets);
            raw.append('&').append(base64.replace('/', ',')).append('-');
            shifted.setLength(0);
        }
    }

    /** Decodes a raw name; returns it unchanged if it is not a valid encoding. */
    public static String decode(String raw) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '&') {
                name.append(raw.charAt(i));
                continue;
            }
            int end = raw.indexOf('-', i);
            if (end < 0) {
                return raw;
            }
            String base64 = raw.substring(i + 1, end).replace(',', '/');
            try {
                name.append(
                        base64.isEmpty()
                                ? "&"
                                : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_16BE));
            } catch (IllegalArgumentException e) {
                return raw;
            }
            i = end;
        }
        return encode(name.toString()).equals(raw) ? name.toString() : raw;
    }
}
