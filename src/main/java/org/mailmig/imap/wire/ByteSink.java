// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.mailmig.imap.error.ConnectionLostException;

/**
 * A buffered stream of bytes to a server. Records since when a write has been stuck. One writing thread at a time; any may call {@link
 * #writingSince}.
 */
public final class ByteSink extends OutputStream {
    private static final int BUFFER = 1 << 17;

    private final OutputStream out;
    private final String peer;
    private final byte[] buffer = new byte[BUFFER];
    private int length;
    private volatile long writingSince;

    ByteSink(OutputStream out, String peer) {
        this.out = out;
        this.peer = peer;
    }

    /** Returns the {@link System#nanoTime} when the present write began, or 0. */
    long writingSince() {
        return writingSince;
    }

    /** Writes text with one char per byte. */
    public void text(String raw) throws IOException {
        write(raw.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void write(int octet) throws IOException {
        if (length == BUFFER) {
            drain();
        }
        buffer[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == BUFFER) {
                drain();
            }
            int now = Math.min(left, BUFFER - length);
            System.arraycopy(octets, from, buffer, length, now);
            length += now;
            from += now;
            left -= now;
        }
    }

    @Override
    public void flush() throws IOException {
        drain();
    }

    private void drain() throws IOException {
        if (length == 0) {
            return;
        }
        writingSince = System.nanoTime() | 1;
        try {
            out.write(buffer, 0, length);
            out.flush();
            length = 0;
        } catch (IOException e) {
            throw new ConnectionLostException(peer + ": the connection broke: " + e.getMessage(), e);
        } finally {
            writingSince = 0;
        }
    }
}
