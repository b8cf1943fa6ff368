// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.mailmig.imap.internal.session.OnceEach;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.ResponseReader;

/** Assembles the data of messages, even if a server spreads those of one message over several lines. */
final class MessageInfoResponse implements ResponseHandler {
    private static final int MEMORY_OF_UNFINISHED = 256;
    private final UidSet wanted;
    private final Consumer<MessageInfo> each;
    private final SelectCommand folder;
    private final Map<Long, PartialMessageInfo> unfinished = new HashMap<>();
    private final OnceEach once;
    /** Maximum number of messages that were unfinished at once. */
    private int mostUnfinished;
    /** The largest EXISTS that came with the messages. */
    private long exists;

    private ResponseReader in;

    /** @param folder what was opened in the same pipeline; {@code null} for the folder open before */
    MessageInfoResponse(MessageQuery query, SelectCommand folder) {
        this.folder = folder;
        this.wanted = query.uids();
        this.each = query.each();
        this.once = query.once();
    }

    /** Returns the folder that was opened in the same pipeline, or {@code null}. */
    SelectCommand folder() {
        return folder;
    }

    /** Returns the number of messages that were passed on, by any command of the query. */
    long messages() {
        return once.count();
    }

    /** Returns whether there are more messages than the folder has. */
    boolean isOverfull() {
        return folder.isCounted() && messages() > Math.max(exists, folder.messages());
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public void data(long number, String name, ResponseReader reader) throws IOException {
        in = reader;
        if (name.equals("EXPUNGE")) {
            unfinished.clear(); // the sequence numbers mean other messages now
        }
        exists = name.equals("EXISTS") ? Math.max(exists, number) : exists;
        if (!name.equals("FETCH") || folder != null && !folder.isOpened()) {
            return;
        }
        PartialMessageInfo facts = unfinished.isEmpty()
                ? new PartialMessageInfo()
                : unfinished.getOrDefault(number, new PartialMessageInfo());
        facts.read(in);
        if (facts.isComplete()) {
            unfinished.remove(number);
            deliver(facts);
        } else {
            unfinished.put(number, facts);
            if (unfinished.size() > mostUnfinished) {
                mostUnfinished = unfinished.size();
                in.keep(MEMORY_OF_UNFINISHED);
            }
        }
    }

    /** Passes each message on once: a server may repeat a message whose flags changed in the meantime. */
    private void deliver(PartialMessageInfo facts) {
        if (!wanted.contains(facts.uid()) || !once.isNew(facts.uid(), in)) {
            return;
        }
        each.accept(facts.info());
    }

    /** Handles messages of which the server sent the size or date, but never the rest. */
    void finish() {
        for (PartialMessageInfo facts : unfinished.values()) {
            if (facts.wasRequested()) {
                deliver(facts);
            }
        }
    }
}
