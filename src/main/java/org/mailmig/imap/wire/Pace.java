// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;

/**
 * Limits one response: a server may neither send unrequested data without end, nor send so slowly that the response never ends. Only
 * the time spent waiting for bytes counts. Used by the reading thread.
 */
final class Pace {
    /** Limit of bytes in unrequested untagged responses; a change of flags takes some 30. */
    static final long MOST_USELESS_OCTETS = 32L << 20;

    /** Multiple of the server's reply timeout after which a response must have made progress. */
    static final int TIMEOUTS = 6;

    /** Minimum average bytes per second of a response, while waiting for it. */
    private static final long SLOWEST = 512;

    private final String peer;
    private long windowNanos = Long.MAX_VALUE;
    private long waited;
    private long useful;
    private long useless;

    Pace(String peer) {
        this.peer = peer;
    }

    /** @param timeout the server's limit of time without a byte */
    void timeout(Duration timeout) {
        windowNanos = Math.max(1, timeout.toNanos()) * TIMEOUTS;
    }

    /** Begins a new measurement: a response begins, or one of several commands is done. */
    void restart() {
        waited = 0;
        useful = 0;
        useless = 0;
    }

    /** @throws ImapException if the response has too many bytes or arrives too slowly */
    void arrived(int octets, long nanos) throws ImapException {
        useless += octets;
        waited += nanos;
        if (useless > MOST_USELESS_OCTETS) {
            throw new ProtocolException(peer + " sends too much unrequested data (more than "
                    + (MOST_USELESS_OCTETS >> 20) + " MB within one response)");
        }
        if (waited > windowNanos) {
            Duration window = Duration.ofNanos(windowNanos);
            if (useful < SLOWEST * Math.max(1, window.toSeconds())) {
                throw new ConnectionLostException(
                        peer + " sends too slowly: its response made too little progress within " + window.toSeconds()
                                + " s (" + TIMEOUTS + " times the reply-timeout)",
                        new SocketTimeoutException("too slow"));
            }
            restart();
        }
    }

    /** Counts bytes that were requested. */
    void useful(long octets) {
        useful += octets;
        useless = Math.max(0, useless - octets);
    }
}
