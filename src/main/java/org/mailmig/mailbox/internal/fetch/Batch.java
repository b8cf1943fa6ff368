// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.mailmig.imap.model.MessageInfo;

/**
 * Messages that are copied together: one FETCH, one journal entry, one APPEND.
 *
 * @param messages ascending by UID
 * @param bytes the sum of their sizes
 * @param streamed whether it is a single message too large for memory: it is streamed from one connection to the other
 */
public record Batch(List<MessageInfo> messages, long bytes, boolean streamed) {
    public static final int MOST_MESSAGES = 500;
    public static final long MOST_BYTES = 2L << 20;

    /** Splits the messages into batches by their announced sizes; keeps their order. */
    public static List<Batch> cut(List<MessageInfo> messages) {
        return cut(messages, MessageInfo::size);
    }

    /** @param size the size of each message in bytes */
    public static List<Batch> cut(List<MessageInfo> messages, ToLongFunction<MessageInfo> size) {
        List<Batch> batches = new ArrayList<>();
        List<MessageInfo> open = new ArrayList<>();
        long bytes = 0;
        for (MessageInfo message : messages) {
            long octets = size.applyAsLong(message);
            boolean large = octets > MOST_BYTES;
            boolean full = open.size() == MOST_MESSAGES || bytes + octets > MOST_BYTES;
            if (!open.isEmpty() && (large || full)) {
                batches.add(new Batch(open, bytes, false));
                open = new ArrayList<>();
                bytes = 0;
            }
            if (large) {
                batches.add(new Batch(List.of(message), octets, true));
            } else {
                open.add(message);
                bytes += octets;
            }
        }
        if (!open.isEmpty()) {
            batches.add(new Batch(open, bytes, false));
        }
        return batches;
    }
}
