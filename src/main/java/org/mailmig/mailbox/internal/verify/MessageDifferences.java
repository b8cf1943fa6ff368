// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;
import org.mailmig.text.Plural;

/** The differences between single messages that a verify of a folder has found. */
final class MessageDifferences {
    private final FolderCopyState folder;
    /** Source UIDs of messages that are not as they should be; a negated target UID where the source UID is not known. */
    private final Set<Long> bad = new HashSet<>();

    /** Target UIDs of messages that a merge wrote and that lack flags now. */
    private final List<Long> unflagged = new ArrayList<>();

    MessageDifferences(FolderCopyState folder) {
        this.folder = folder;
    }

    /** Returns the source UIDs of messages that are not as they should be, which the caller may extend. */
    Set<Long> bad() {
        return bad;
    }

    void altered(WrittenMessages.Written written, String how) {
        add(Finding.Kind.ALTERED, written.source().uid(), written.targetUid(), how);
    }

    void add(Finding.Kind kind, long uid, long targetUid, String how) {
        bad.add(uid);
        String text = folder.differences().add(uid, how);
        folder.find(kind, uid, targetUid, text);
    }

    /** Checks that each message which the pass listed is paired, or is known not to be expected in the target. */
    void checkCounterparts(UidMapping pairs) {
        if (folder.untouched()) {
            return;
        }
        UidSet settled = pairs.sourceUids().plus(folder.notCopied().notExpected());
        for (MessageInfo message : folder.source().messages()) {
            if (!settled.contains(message.uid()) && !bad.contains(message.uid())) {
                bad.add(message.uid());
                if (!folder.differences().isNamed(message.uid())) {
                    folder.differences().add(message.uid(), "has no counterpart in the target");
                }
            }
        }
    }

    /** Notes a message that a merge wrote and that lacks flags now, which is no difference. */
    void lacksFlags(WrittenMessages.Written written) {
        unflagged.add(written.targetUid());
    }

    void reportUnflagged(StepContext work) {
        if (!unflagged.isEmpty()) {
            UidSet uids = UidSet.of(unflagged);
            work.warn("folder " + folder.pair() + ": " + Plural.of(uids.size(), "message is", "messages are")
                    + " in the target without flags that were sent: the target dropped them, or the user removed them"
                    + " since (target UIDs " + uids
                    + ")");
        }
    }
}
