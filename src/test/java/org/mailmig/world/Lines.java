// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines (ending in CRLF) from a stream that also contains other bytes. */
public final class Lines {
    private Lines() {}

    /** The octets of the next line without its end; not one octet more is read. @throws EOFException where it does not end */
    public static byte[] next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException();
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toByteArray();
    }
}
