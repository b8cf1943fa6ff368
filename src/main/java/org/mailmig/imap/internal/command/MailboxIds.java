// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Reads the ids of folders. Cyrus 3.6 reports the right MAILBOXID when a folder is opened, and a wrong one in STATUS. */
public final class MailboxIds {
    private static final int AT_ONCE = 16;
    private final Conversation conversation;
    private final boolean objectId;
    private final Map<String, String> found = new HashMap<>();

    public MailboxIds(Conversation conversation, boolean objectId) {
        this.conversation = conversation;
        this.objectId = objectId;
    }

    public Map<String, String> ask(List<String> rawNames) throws IOException {
        if (!objectId && !rawNames.isEmpty() && !isSupported(rawNames.get(0))) {
            return Map.of();
        }
        List<String> together = new ArrayList<>();
        for (String raw : rawNames) {
            if (command(raw).hasLiteral()) {
                conversation.attempt(command(raw), new Ids(raw));
            } else {
                together.add(raw);
            }
        }
        for (int first = 0; first < together.size(); first += AT_ONCE) {
            List<String> some = together.subList(first, Math.min(together.size(), first + AT_ONCE));
            conversation.pipeline(
                    some.stream().map(this::command).toList(),
                    some.stream().map(Ids::new).toList());
        }
        return found;
    }

    private Command command(String raw) {
        return objectId
                ? new Command("EXAMINE").string(raw)
                : new Command("STATUS").string(raw).text(" (X-GUID)");
    }

    /** Returns whether the server has this item. A server without it says BAD, so others are not queried for it. */
    private boolean isSupported(String raw) throws IOException {
        return conversation.attempt(command(raw), new Ids(raw)).ok() && !found.isEmpty();
    }

    private final class Ids implements ResponseHandler {
        private final String raw;

        Ids(String raw) {
            this.raw = raw;
        }

        @Override
        public void status(Status status) {
            if (status.code().equals("MAILBOXID")) {
                found.put(raw, status.argument().replaceAll("[()]", "").trim());
            }
        }

        @Override
        public void data(long number, String name, ResponseReader in) throws IOException {
            if (!name.equals("STATUS")) {
                return;
            }
            in.blank();
            in.astring();
            in.blank();
            List<String> items = in.words();
            int at = items.indexOf("X-GUID");
            if (at >= 0 && at + 1 < items.size()) {
                found.put(raw, items.get(at + 1));
            }
        }
    }
}
