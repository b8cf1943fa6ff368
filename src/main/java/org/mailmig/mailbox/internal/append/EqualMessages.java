// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;

/**
 * Messages for which the target says OK and returns the UID of another message: it keeps only one of two equal messages. They count as
 * refused.
 */
final class EqualMessages {
    private final UidSet before;
    private final AppendJournal journal;
    private final MessageRefusals refusals;

    /** @param before the UIDs of the target folder before the copy */
    EqualMessages(UidSet before, AppendJournal journal, MessageRefusals refusals) {
        this.before = before;
        this.journal = journal;
        this.refusals = refusals;
    }

    /** Returns those of the messages whose {@code uids} are another message's. */
    List<MessageInfo> among(List<MessageInfo> messages, List<Long> uids) {
        List<MessageInfo> single = new ArrayList<>();
        long last = journal.largestUid();
        for (int i = 0; i < uids.size(); i++) {
            if (uids.get(i) <= last || before.contains(uids.get(i))) {
                single.add(messages.get(i));
            } else {
                last = uids.get(i);
            }
        }
        return single;
    }

    /**
     * Refuses these messages and records the others.
     *
     * @param single the result of {@link #among}
     * @return the last UID that was recorded; 0 if there is none
     */
    long record(PendingAppend intent, List<MessageInfo> messages, List<Long> uids, List<MessageInfo> single) {
        List<MessageInfo> others = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (single.contains(messages.get(i))) {
                refusals.refused(
                        messages.get(i),
                        "the target returned UID " + uids.get(i) + ", which is another message's: it stores equal"
                                + " messages once");
            } else {
                others.add(messages.get(i));
                theirs.add(uids.get(i));
            }
        }
        if (others.isEmpty()) {
            journal.drop(intent);
            return 0;
        }
        journal.record(intent, others, theirs);
        return theirs.get(theirs.size() - 1);
    }
}
