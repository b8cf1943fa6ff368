// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns a script that a server rejects into one that it accepts, with every line as a comment. Nothing is lost, nothing runs, and {@link
 * #of} always returns the same bytes for the same script.
 */
public final class Commented {
    private static final String PREFIX = "#| ";
    private static final String HEAD = "# This server did not accept the script below, so nothing of it runs.\r\n"
            + "# Take \"" + PREFIX + "\" away from the beginning of each line to have it back as it was.\r\n";

    private Commented() {}

    public static byte[] of(byte[] script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(script.length + 200);
        out.writeBytes(ascii(HEAD));
        boolean atLineStart = true;
        for (byte octet : script) {
            if (atLineStart) {
                out.writeBytes(ascii(PREFIX));
            }
            out.write(octet);
            atLineStart = octet == '\n';
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
