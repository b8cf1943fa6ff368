// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Pattern;
import org.mailmig.error.RefusedException;

/**
 * Security identifiers, in the form {@code S-1-5-21-…} and in the binary form of the directory ([MS-DTYP] 2.4.2): revision, count, six
 * bytes of authority, then the sub-authorities in little-endian order.
 */
public final class Sid {
    private static final Pattern TEXT = Pattern.compile("(?i)S-1-\\d{1,15}(-\\d{1,10}){1,15}");
    private static final int HEAD = 8;

    private Sid() {}

    /** Returns whether the text has the form of a SID. */
    public static boolean is(String text) {
        return TEXT.matcher(text).matches();
    }

    public static boolean isSidAttribute(String attribute) {
        return attribute.equalsIgnoreCase("objectSid") || attribute.equalsIgnoreCase("sIDHistory");
    }

    /** The value for an LDAP filter, with every byte escaped (RFC 4515, 3). @throws RefusedException if it is not a valid SID */
    public static String escaped(String sid) {
        if (!is(sid)) {
            throw new RefusedException(
                    "\"" + sid + "\" is not a security identifier: write S-1-5-21-... in the column sid.");
        }
        String[] parts = sid.split("-");
        ByteBuffer octets = ByteBuffer.allocate(HEAD + 4 * (parts.length - 3)).order(ByteOrder.LITTLE_ENDIAN);
        octets.put((byte) 1).put((byte) (parts.length - 3));
        long authority = Long.parseLong(parts[2]);
        for (int shift = 40; shift >= 0; shift -= 8) {
            octets.put((byte) (authority >> shift));
        }
        for (int i = 3; i < parts.length; i++) {
            octets.putInt((int) Long.parseLong(parts[i]));
        }
        StringBuilder escaped = new StringBuilder();
        for (byte octet : octets.array()) {
            escaped.append(String.format("\\%02x", octet));
        }
        return escaped.toString();
    }

    /** The text form of the directory's value; for anything else, a text that no SID equals. */
    public static String text(byte[] octets) {
        if (octets.length < HEAD || octets.length != HEAD + 4 * octets[1]) {
            return "(" + octets.length + " bytes)";
        }
        long authority = 0;
        for (int i = 2; i < HEAD; i++) {
            authority = authority << 8 | octets[i] & 0xFF;
        }
        StringBuilder text = new StringBuilder("S-" + octets[0] + "-" + authority);
        ByteBuffer rest = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).position(HEAD);
        while (rest.hasRemaining()) {
            text.append('-').append(rest.getInt() & 0xFFFFFFFFL);
        }
        return text.toString();
    }
}
