// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;

/** A buffered stream of bytes from a server. One reading thread at a time. */
public final class ByteSource {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String peer;
    private final byte[] buffer = new byte[BUFFER];
    private final Pace pace;
    private int position;
    private int limit;
    /** {@link System#nanoTime} when the present read began, or 0: a TLS record may arrive byte by byte. */
    private volatile long readingSince;

    public ByteSource(InputStream in) {
        this(in, "the server");
    }

    /** {@code peer} begins the sentence that reports an error. */
    ByteSource(InputStream in, String peer) {
        this(in, peer, new Pace(peer));
    }

    ByteSource(InputStream in, String peer, Pace pace) {
        this.in = in;
        this.peer = peer;
        this.pace = pace;
    }

    /** Returns the limits of the response that is being read. */
    Pace pace() {
        return pace;
    }

    /** Begins a new measurement of time and size: a response begins, or one of several commands is done. */
    public void restart() {
        pace.restart();
    }

    /** Counts bytes that were requested. */
    public void useful(long octets) {
        pace.useful(octets);
    }

    long readingSince() {
        return readingSince;
    }

    String peer() {
        return peer;
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

    public int next() throws IOException {
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
        long began = System.nanoTime() | 1;
        readingSince = began;
        try {
            int count = in.read(into, offset, most);
            if (count < 0) {
                throw new ConnectionLostException(peer + " closed the connection", null);
            }
            pace.arrived(count, System.nanoTime() - began);
            return count;
        } catch (ImapException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            throw new ConnectionLostException(peer + " did not answer in time (reply-timeout)", e);
        } catch (IOException e) {
            throw new ConnectionLostException(peer + ": the connection broke: " + e.getMessage(), e);
        } finally {
            readingSince = 0;
        }
    }

    /** Reads at least one byte; large reads bypass the buffer. */
    public int take(byte[] into, int offset, int most) throws IOException {
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

    /** Passes at most {@code most} bytes on without copying them. Returns how many. */
    int pass(OutputStream out, long most) throws IOException {
        if (position == limit) {
            fill();
        }
        int count = (int) Math.min(most, limit - position);
        out.write(buffer, position, count);
        position += count;
        return count;
    }

    /** Skips at most {@code most} bytes, at least one. Returns how many. */
    int skip(long most) throws IOException {
        if (position == limit) {
            fill();
        }
        int count = (int) Math.min(most, limit - position);
        position += count;
        return count;
    }
}
