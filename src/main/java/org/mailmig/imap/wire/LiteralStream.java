// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.mailmig.imap.error.ConnectionLostException;

/** The bytes of one literal while they arrive: no more than announced, and no fewer without a {@link ConnectionLostException}. */
public final class LiteralStream extends InputStream {
    private static final int MOST_AT_ONCE = 1 << 24;

    private final ByteSource in;
    private final long size;
    private final boolean wanted;
    private long left;

    LiteralStream(ByteSource in, long size) {
        this(in, size, true);
    }

    /** @param wanted whether it was requested: its bytes then count as progress */
    LiteralStream(ByteSource in, long size, boolean wanted) {
        this.wanted = wanted;
        this.in = in;
        this.size = size;
        this.left = size;
    }

    static LiteralStream of(byte[] octets) {
        return new LiteralStream(new ByteSource(new ByteArrayInputStream(octets)), octets.length);
    }

    public long size() {
        return size;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int octet = in.next();
        took(1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = in.take(into, offset, (int) Math.min(most, left));
        took(count);
        return count;
    }

    private void took(int count) {
        left -= count;
        if (wanted) {
            in.useful(count);
        }
    }

    /** Reads the usual message with one array and one copy. A huge announced size is not allocated before its bytes arrive. */
    @Override
    public byte[] readNBytes(int most) throws IOException {
        int due = (int) Math.min(most, left);
        if (due > MOST_AT_ONCE) {
            return super.readNBytes(most);
        }
        byte[] octets = new byte[due];
        for (int count = 0; count < due; ) {
            count += read(octets, count, due - count);
        }
        return octets;
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return readNBytes(Integer.MAX_VALUE);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long passed = left;
        while (left > 0) {
            took(in.pass(out, left));
        }
        return passed;
    }

    @Override
    public int available() {
        return (int) Math.min(left, in.buffered());
    }

    public void skipRest() throws IOException {
        while (left > 0) {
            took(in.skip(left));
        }
    }
}
