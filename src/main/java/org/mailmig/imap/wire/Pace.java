// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;

/**
 * Limits one answer: a server that keeps sending may neither send without end what nobody asked for, nor so slowly that the
 * answer never ends. Only the time that is spent waiting for octets counts. Used by the reading thread.
 */
final class Pace {
    /** Untagged responses that nobody asked for; a change of flags takes some 30. */
    static final long MOST_USELESS_OCTETS = 32L << 20;

    /** Times the server's reply timeout: time after which an answer must have come on. */
    static final int TIMEOUTS = 6;

    /** Octets a second that an answer must bring on average, as long as it is waited for. */
    private static final long SLOWEST = 512;

    private final String peer;
    private long windowNanos = Long.MAX_VALUE;
    private long waited;
    private long useful;
    private long useless;

    Pace(String peer) {
        this.peer = peer;
    }

    /** @param timeout time without an octet that the server is given */
    void timeout(Duration timeout) {
        windowNanos = Math.max(1, timeout.toNanos()) * TIMEOUTS;
    }

    /** An answer begins, or a command of several is done. */
    void restart() {
        waited = 0;
        useful = 0;
        useless = 0;
    }

    /** @throws ImapException where the answer brings too much or too little */
    void arrived(int octets, long nanos) throws ImapException {
        useless += octets;
        waited += nanos;
        if (useless > MOST_USELESS_OCTETS) {
            throw new ProtocolException(peer + " sends without end what nobody asked for (more than "
                    + (MOST_USELESS_OCTETS >> 20) + " MB within one answer)");
        }
        if (waited > windowNanos) {
            Duration window = Duration.ofNanos(windowNanos);
            if (useful < SLOWEST * Math.max(1, window.toSeconds())) {
                throw new ConnectionLostException(
                        peer + " sends too slowly: its answer did not come on within " + window.toSeconds() + " s ("
                                + TIMEOUTS + " times the reply-timeout)",
                        new SocketTimeoutException("too slow"));
            }
            restart();
        }
    }

    /** So many of the octets were asked for. */
    void useful(long octets) {
        useful += octets;
        useless = Math.max(0, useless - octets);
    }
}
