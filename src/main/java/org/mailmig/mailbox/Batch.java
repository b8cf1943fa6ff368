package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.MessageFacts;

/**
 * Messages that travel together: one FETCH, one journal entry, one APPEND.
 *
 * @param messages ascending by UID
 * @param bytes sum of their announced sizes
 * @param streamed a single message too large to be held: it flows from line to line
 */
record Batch(List<MessageFacts> messages, long bytes, boolean streamed) {
    static final int MOST_MESSAGES = 500;
    static final long MOST_BYTES = 2L << 20;

    /** Cuts the messages, kept in order, into batches. */
    static List<Batch> cut(List<MessageFacts> messages) {
        List<Batch> batches = new ArrayList<>();
        List<MessageFacts> open = new ArrayList<>();
        long bytes = 0;
        for (MessageFacts message : messages) {
            boolean large = message.size() > MOST_BYTES;
            boolean full = open.size() == MOST_MESSAGES || bytes + message.size() > MOST_BYTES;
            if (!open.isEmpty() && (large || full)) {
                batches.add(new Batch(open, bytes, false));
                open = new ArrayList<>();
                bytes = 0;
            }
            if (large) {
                batches.add(new Batch(List.of(message), message.size(), true));
            } else {
                open.add(message);
                bytes += message.size();
            }
        }
        if (!open.isEmpty()) {
            batches.add(new Batch(open, bytes, false));
        }
        return batches;
    }
}
