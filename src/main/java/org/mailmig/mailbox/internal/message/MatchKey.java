// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A key that two copies of a message have in common: Message-ID and Date as raw bytes, unfolded, white space collapsed, 8-bit bytes
 * masked (some servers store them as {@code X}); without a Message-ID, also From, To and Subject.
 *
 * @param hash 128 bits of SHA-256, hexadecimal
 * @param hasMessageId whether there is a Message-ID
 */
public record MatchKey(String hash, boolean hasMessageId) {
    public static final List<String> FIELDS = List.of("MESSAGE-ID", "DATE", "FROM", "TO", "SUBJECT");

    /** {@code header} has the fields in any order, folded as stored. */
    public static MatchKey of(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1)
                .replaceAll("\r?\n[ \t]+", " ")
                .replaceAll("[ \t]+", " ");
        StringBuilder messageId = new StringBuilder();
        StringBuilder date = new StringBuilder();
        StringBuilder rest = new StringBuilder();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                continue;
            }
            String field = line.substring(0, colon).trim().toUpperCase(Locale.ROOT);
            String value = line.substring(colon + 1).trim();
            switch (field) {
                case "MESSAGE-ID" -> messageId.append(value).append('\n');
                case "DATE" -> date.append(value).append('\n');
                default -> rest.append(field).append(':').append(value).append('\n');
            }
        }
        boolean hasMessageId = messageId.length() > 1;
        String key = hasMessageId ? messageId + "\0" + date : "\0" + date + "\0" + rest;
        MessageDigest digest = MessageHashes.sha256();
        for (int i = 0; i < key.length(); i++) {
            char octet = key.charAt(i);
            digest.update((byte) (octet >= 0x80 ? 'X' : octet));
        }
        return new MatchKey(HexFormat.of().formatHex(digest.digest(), 0, 16), hasMessageId);
    }
}
