// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A connection that ends when the server sends more, or takes longer, than a conversation of ours needs. The libraries that read from it
 * collect whole responses in memory and limit only the wait for each next part. TLS is layered above, so its bytes count too.
 */
public final class LimitedSocket extends Socket {
    private final Limits limits;
    private final long end;
    private volatile int timeout;

    /**
     * @param peer for messages, for example "the directory"
     * @param mostBytes how many bytes the peer may send on one connection
     * @param longest from now until the end of the connection
     * @param key the configuration key of {@code longest}; empty where it has none
     */
    public record Limits(String peer, long mostBytes, Duration longest, String key) {}

    public LimitedSocket(Limits limits) {
        this.limits = limits; // super() obeys this Java's SOCKS proxy
        this.end = System.nanoTime() + limits.longest().toNanos();
    }

    /** @param proxy SOCKS or HTTP CONNECT, instead of this Java's own */
    public LimitedSocket(Limits limits, Proxy proxy) {
        super(proxy);
        this.limits = limits;
        this.end = System.nanoTime() + limits.longest().toNanos();
    }

    /**
     * Sets the timeout for each next part, in milliseconds, as in {@link Socket#setSoTimeout}; the end of the connection takes precedence.
     */
    @Override
    public void setSoTimeout(int millis) throws SocketException {
        timeout = millis;
        super.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    /** Milliseconds until the end. */
    private int left() throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw late();
        }
        return (int) Math.min(left + 1, Integer.MAX_VALUE); // not before the end
    }

    private IOException late() {
        return new IOException(limits.peer() + " takes too long: the connection has not ended within "
                + limits.longest().toSeconds() + " s"
                + (limits.key().isEmpty() ? "" : " (" + limits.key() + ")"));
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            private long read;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int left = left();
                LimitedSocket.super.setSoTimeout(timeout == 0 ? left : Math.min(timeout, left));
                int count;
                try {
                    count = super.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    if (System.nanoTime() - end >= 0) {
                        throw late();
                    }
                    throw e;
                }
                read += Math.max(0, count);
                if (read > limits.mostBytes()) {
                    throw new IOException(
                            limits.peer() + " sent more than " + limits.mostBytes() + " bytes on one connection");
                }
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                left();
                out.write(buffer, offset, length);
            }
        };
    }
}
