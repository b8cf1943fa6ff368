// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.HashSet;
import java.util.Set;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/** The differences between single messages that a verify of a folder has found. */
final class MessageDifferences {
    private final FolderCopyState folder;
    /** Source UIDs of messages that are not as they should be; a negated target UID where the source UID is not known. */
    private final Set<Long> bad = new HashSet<>();

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
}
