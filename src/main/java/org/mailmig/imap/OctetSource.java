package org.mailmig.imap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Octets from a server, buffered. Knows since when it has been waiting for the next ones, so that a watch can tell a silent
 * server from a busy program. One reading thread at a time; any thread may ask {@link #waitingSince}.
 */
final class OctetSource {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private volatile long waitingSince;

    OctetSource(InputStream in) {
        this.in = in;
    }

    /** {@link System#nanoTime} when the present wait began, or 0. */
    long waitingSince() {
        return waitingSince;
    }

    int buffered() {
        return limit - position;
    }

    int peek() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position] & 0xFF;
    }

    int next() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    private void fill() throws IOException {
        position = 0;
        limit = 0;
        limit = read(buffer, 0, BUFFER);
    }

    private int read(byte[] into, int offset, int most) throws IOException {
        waitingSince = System.nanoTime() | 1;
        try {
            int count = in.read(into, offset, most);
            if (count < 0) {
                throw new ConnectionLostException("closed the connection", null);
            }
            return count;
        } catch (ImapException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLostException("the connection broke: " + e.getMessage(), e);
        } finally {
            waitingSince = 0;
        }
    }

    /** At least one octet; large wishes go past the buffer. */
    int take(byte[] into, int offset, int most) throws IOException {
        if (position == limit) {
            if (most >= BUFFER) {
                return read(into, offset, most);
            }
            fill();
        }
        int count = Math.min(most, limit - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    /** Hands at most {@code most} octets on without copying them; returns how many. */
    int pass(OutputStream out, long most) throws IOException {
        if (position == limit) {
            fill();
        }
        int count = (int) Math.min(most, limit - position);
        out.write(buffer, position, count);
        position += count;
        return count;
    }

    /** Skips at most {@code most} octets, at least one; returns how many. */
    int skip(long most) throws IOException {
        if (position == limit) {
            fill();
        }
        int count = (int) Math.min(most, limit - position);
        position += count;
        return count;
    }
}
