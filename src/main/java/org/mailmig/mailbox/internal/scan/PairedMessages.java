// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scan;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/** Decides which messages with a pairing in the ledger need no copy, and notes those that are gone from the target. */
final class PairedMessages {
    private final FolderCopyState folder;
    private final boolean restore;
    private final boolean cloning;
    private final UidSet there;
    /** Paired messages that no verify has ever seen in this target folder: the target lost them, the owner did not remove them. */
    private final UidSet forgotten;

    private final List<Long> gone = new ArrayList<>();

    PairedMessages(StepContext work, CopyPassResult pass, FolderCopyState folder) {
        this.folder = folder;
        this.restore = work.settings().flag("mailmig.merge.restore-missing");
        this.cloning = pass.cloning();
        this.there = folder.target().before();
        this.forgotten = forgotten(folder);
    }

    private static UidSet forgotten(FolderCopyState folder) {
        return UidSet.of(folder.differences().earlier().stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING
                        && finding.folder() == folder.state().id())
                .map(Finding::sourceUid)
                .toList());
    }

    /**
     * Returns whether the message is paired and one of these holds: it still exists, its owner removed it (which is respected), or it
     * is in another existing folder.
     */
    boolean needsNoCopy(long uid) {
        UidMapping.Placed placed = folder.pairing().mapping().find(uid);
        if (placed == null) {
            return false;
        }
        boolean again = restore || cloning;
        if (placed.state().id() != folder.state().id()) {
            if (!folder.lives().isTargetGone(placed.state())) {
                return true;
            }
            return !again && gone.add(uid);
        }
        long target = placed.run().targetOf(uid);
        if (there.contains(target)) {
            return true;
        }
        if (forgotten.contains(uid)) {
            return false;
        }
        return !restore && gone.add(uid);
    }

    /** Returns the source UIDs of messages that {@link #needsNoCopy} found to be gone from the target. */
    UidSet goneAtTarget() {
        return UidSet.of(gone);
    }
}
