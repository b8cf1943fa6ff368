// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/**
 * Reads untagged responses (RFC 9051, 7), passes them to the command's {@link ResponseHandler}, and remembers the last EXISTS and an
 * untagged BAD. One thread.
 */
final class UntaggedResponses {
    /** Time limit of the tagged response after an untagged BAD, which some servers send in its place. */
    private static final Duration PATIENCE_AFTER_BAD = Duration.ofSeconds(2);

    private static final long UNKNOWN = -1;

    private final String peer;
    private final Transport transport;
    private final ResponseReader in;
    private long exists = UNKNOWN;
    private boolean established;
    private boolean leaving;
    /** The last untagged BAD, or NO that throttles, since {@link #begin}; {@code null} if there is none. */
    private Status bad;

    UntaggedResponses(String peer, Transport transport, ResponseReader in) {
        this.peer = peer;
        this.transport = transport;
        this.in = in;
    }

    /** Returns the last EXISTS since {@link #forgetExists}; below 0 if there was none. */
    long exists() {
        return exists;
    }

    void forgetExists() {
        exists = UNKNOWN;
    }

    /** Notes that the login succeeded: from now on BYE means a lost connection. */
    void establish() {
        established = true;
    }

    /** Notes that LOGOUT is sent: BYE is the regular response to it. */
    void leave() {
        leaving = true;
    }

    /** Reads the greeting (RFC 9051, 7.1). */
    Status greeting() throws IOException {
        Status[] greeting = new Status[1];
        ResponseHandler replies = new ResponseHandler() {
            @Override
            public void status(Status status) {
                greeting[0] = status;
            }
        };
        in.begin(ResponseReader.MOST_OCTETS);
        if (in.peek() != '*') {
            throw new ProtocolException(peer + " does not send an IMAP greeting");
        }
        read(replies);
        if (greeting[0] == null) {
            throw new ProtocolException(peer + " does not send an IMAP greeting");
        }
        return greeting[0];
    }

    /** Begins to wait for a completion or a continuation request. */
    void begin() {
        bad = null;
    }

    /** Ends the wait. */
    void end() {
        if (bad != null) {
            transport.replyWithin(null);
        }
    }

    /** Returns the completion, together with the untagged BAD that explains it. */
    Status explained(Status status) {
        return bad == null || status.ok() || status.kind().equals("+") ? status : status.after(bad);
    }

    /** Returns the error for a connection that was lost during the wait: a protocol error if the server answered only an untagged BAD. */
    IOException explained(ConnectionLostException lost) {
        return bad != null && bad.kind().equals("BAD") && lost.getCause() instanceof SocketTimeoutException
                ? new ProtocolException(peer + " answered only with an untagged BAD: " + bad.shown(), bad.backoff())
                : lost;
    }

    /** Reads one response, of which nothing is read yet. */
    void read(ResponseHandler replies) throws IOException {
        in.word();
        in.blank();
        String word = in.word();
        switch (Status.upper(word)) {
            case "OK", "NO", "BAD", "PREAUTH" -> {
                in.blank();
                status(Status.of(Status.upper(word), in.line()), replies);
            }
            case "BYE" -> {
                in.blank();
                bye(Status.of("BYE", in.line()));
            }
            default -> data(word, replies);
        }
    }

    private void status(Status status, ResponseHandler replies) {
        if (status.kind().equals("BAD") || status.kind().equals("NO") && status.backoff() != null) {
            bad = status;
        }
        if (status.kind().equals("BAD")) {
            transport.replyWithin(PATIENCE_AFTER_BAD);
        }
        replies.status(status);
    }

    private void bye(Status bye) throws ConnectionLostException {
        if (leaving) {
            return;
        }
        String says = peer + " says BYE: " + bye.shown();
        throw established
                ? new ConnectionLostException(says, null, bye.backoff())
                : new ConnectionNotAdmittedException(says, null, bye.backoff());
    }

    private void data(String word, ResponseHandler replies) throws IOException {
        long number = 0;
        String name = word;
        if (Numbers.is(word)) {
            in.blank();
            number = Numbers.parse(word);
            name = in.word();
        }
        name = Status.upper(name);
        exists = name.equals("EXISTS") ? number : exists;
        int before = in.budget();
        replies.data(number, name, in);
        if (replies.keeps()) {
            in.kept(before);
        }
        in.skipRest();
    }
}
