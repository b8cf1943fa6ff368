// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of messages, computed while they stream, over exact or masked bytes. */
public final class MessageHashes {
    private static final int CR = '\r';
    private static final int LF = '\n';

    private MessageHashes() {}

    /** The hashes of all bytes and of the body alone. */
    public record Twofold(String exact, String body) {}

    /** Computes both in one reading. */
    public static Twofold twofold(InputStream octets) throws IOException {
        MessageDigest exact = sha256();
        MessageDigest body = sha256();
        filter(octets, exact, body, false, false);
        return new Twofold(hex(exact), hex(body));
    }

    /** Hashes the whole message without CRs, with every byte that some servers alter (8-bit, NUL) replaced by {@code X}. */
    public static String masked(InputStream octets) throws IOException {
        MessageDigest masked = sha256();
        filter(octets, null, masked, true, true);
        return hex(masked);
    }

    /** Hashes all bytes. */
    public static String exact(InputStream octets) throws IOException {
        MessageDigest exact = sha256();
        byte[] in = new byte[16_384];
        for (int n = octets.read(in); n >= 0; n = octets.read(in)) {
            exact.update(in, 0, n);
        }
        return hex(exact);
    }

    /** Hashes what follows the first empty line, without CRs: equal for the same message with other trace headers. */
    public static String body(InputStream octets) throws IOException {
        MessageDigest body = sha256();
        filter(octets, null, body, false, false);
        return hex(body);
    }

    private static void filter(
            InputStream octets, MessageDigest exact, MessageDigest filtered, boolean withHeader, boolean mask)
            throws IOException {
        byte[] in = new byte[16_384];
        byte[] out = new byte[in.length];
        boolean counting = withHeader;
        int before = LF;
        for (int n = octets.read(in); n >= 0; n = octets.read(in)) {
            if (exact != null) {
                exact.update(in, 0, n);
            }
            int length = 0;
            for (int i = 0; i < n; i++) {
                int octet = in[i] & 0xFF;
                if (octet == CR) {
                    continue;
                }
                if (counting) {
                    out[length++] = mask && (octet >= 0x80 || octet == 0) ? (byte) 'X' : in[i];
                } else if (octet == LF && before == LF) {
                    counting = true;
                }
                before = octet;
            }
            filtered.update(out, 0, length);
        }
    }

    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
