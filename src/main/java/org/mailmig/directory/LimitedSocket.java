// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * A connection to a directory that ends when the server sends more, or talks for longer, than any look-up of ours needs. JNDI
 * gathers whole answers in memory and limits only the wait for each next part. TLS is layered above, so its bytes count too.
 */
final class LimitedSocket extends Socket {
    /** Ten thousand entries of some kilobytes each. */
    static final long MOST_BYTES = 64L << 20;

    static final Duration LONGEST = Duration.ofMinutes(10);

    private final long mostBytes;
    private final long end;

    LimitedSocket() {
        this(MOST_BYTES, LONGEST);
    }

    LimitedSocket(long mostBytes, Duration longest) {
        this.mostBytes = mostBytes;
        this.end = System.nanoTime() + longest.toNanos();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            private long read;

            @Override
            public int read() throws IOException {
                int octet = super.read();
                count(octet < 0 ? 0 : 1);
                return octet;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                count(Math.max(0, count));
                return count;
            }

            private void count(int bytes) throws IOException {
                read += bytes;
                if (read > mostBytes) {
                    throw new IOException("the directory sent more than " + mostBytes + " bytes on one connection");
                }
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the directory has not come to an end on one connection for too long");
                }
            }
        };
    }
}
