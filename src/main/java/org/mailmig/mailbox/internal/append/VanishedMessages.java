// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Messages for which the source sent no text. Dovecot and Cyrus refuse an empty message, and a Maildir shows an expunged one as empty.
 */
final class VanishedMessages {
    private final StepContext work;
    private final FolderCopyState folder;
    private final List<MessageInfo> textless = new ArrayList<>();

    VanishedMessages(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    void add(List<MessageInfo> messages) {
        textless.addAll(messages);
    }

    /**
     * Sorts the messages: one that a new search does not list was expunged in the meantime; any other could not be read, which is a
     * failure.
     */
    void settle(FolderConnections connections) throws IOException {
        if (textless.isEmpty()) {
            return;
        }
        UidSet asked = MessageInfo.uids(textless);
        Map<Long, Long> still = new TreeMap<>();
        connections.atSource(examined -> {
            examined.fetchFacts(asked, message -> still.put(message.uid(), message.size()));
            return null;
        });
        folder.notCopied().vanish(still.isEmpty() ? asked : asked.minus(UidSet.of(still.keySet())));
        still.forEach(this::unread);
    }

    private void unread(long uid, long size) {
        UidSet one = UidSet.range(uid, uid);
        String where = "folder " + folder.pair() + ", UID " + uid + ": ";
        if (size == 0) {
            work.warn(where + "empty message, not copied");
            folder.notCopied().skip(one);
            return;
        }
        folder.notCopied().fail(one);
        String why = folder.notCopied().whyUnreadable(uid);
        work.warn(where + "the source lists it but "
                + (why == null ? "sends no text for it" : "could not send it (" + why + ")") + ", not copied");
        folder.differences().add(uid, "had no text at the source");
    }
}
