// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Reads responses up to a command's tagged completion or a continuation request (RFC 9051, 2.2.2). One thread. */
final class CompletionReader {
    private final String peer;
    private final ResponseReader in;
    private final UntaggedResponses untagged;
    /** The tag of a command whose completion nobody waits for; {@code null} if there is none. */
    private String ahead;

    CompletionReader(String peer, ResponseReader in, UntaggedResponses untagged) {
        this.peer = peer;
        this.in = in;
        this.untagged = untagged;
    }

    /** Makes {@code counter}, which may throw, count the memory of the responses that are kept. */
    void countMemory(LongConsumer counter) {
        in.countMemory(counter);
    }

    /** Skips the completion of this command when it arrives. */
    void ignore(String tag) {
        ahead = tag;
    }

    /** Reads up to the command's completion. */
    Status completion(String tag, ResponseHandler replies) throws IOException {
        Status status = next(tag, replies);
        if (status.kind().equals("+")) {
            throw new ProtocolException(peer + " asks for more data where none is due");
        }
        return status;
    }

    /** Reads up to the command's completion or a continuation request, whose {@code kind} is "+". */
    Status next(String tag, ResponseHandler replies) throws IOException {
        untagged.begin();
        try {
            return untagged.explained(read(tag, replies));
        } catch (ConnectionLostException e) {
            throw untagged.explained(e);
        } finally {
            untagged.end();
        }
    }

    private Status read(String tag, ResponseHandler replies) throws IOException {
        in.restart();
        while (true) {
            in.begin(ResponseReader.MOST_OCTETS);
            in.skipEmptyLines();
            int first = in.peek();
            if (first == '*') {
                untagged.read(replies);
            } else if (first == '+') {
                in.word();
                in.blank();
                return new Status("+", "", "", in.line());
            } else {
                Status status = tagged(tag);
                if (status != null) {
                    return status;
                }
            }
        }
    }

    /** Returns {@code null} for the completion that is {@linkplain #ignore ignored}. */
    private Status tagged(String tag) throws IOException {
        String word = in.word();
        if (word.equals(ahead)) {
            ahead = null;
            in.skipRest();
            return null;
        }
        if (!word.equals(tag)) {
            throw new ProtocolException(peer + " sent an unknown response: " + ServerText.shown(word));
        }
        in.blank();
        String kind = Status.upper(in.word());
        in.blank();
        Status status = Status.of(kind, in.line());
        return switch (kind) {
            case "OK", "NO", "BAD" -> status;
            default -> throw new ProtocolException(peer + " sent an unknown response: " + ServerText.shown(kind));
        };
    }
}
