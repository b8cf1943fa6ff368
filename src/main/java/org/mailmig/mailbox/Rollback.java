// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.FolderStatus;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.UidSet;

/** Is a target folder older than what the ledger knows of it, as after a restore from a backup? Its UIDs are given anew then. */
final class Rollback {
    private Rollback() {}

    /** Paired UIDs that this life of the folder has not given yet, or that hold something else than what we put there. */
    static boolean shows(FolderPass folder) {
        FolderStatus now = folder.target.status();
        boolean counted = now.uidNext() > 0 && now.uidNext() < folder.state.targetUidNext();
        if (counted || folder.pairs.isEmpty()) {
            return counted;
        }
        UidSet ours = folder.pairs.targetUids(folder.state.target(), folder.state.targetUidValidity());
        if (now.uidNext() > 0 && !ours.isEmpty() && ours.last() >= now.uidNext()) {
            return true;
        }
        Map<Long, MessageFacts> there = new HashMap<>();
        folder.targetListed.forEach(message -> there.put(message.uid(), message));
        return folder.listed.stream().anyMatch(message -> isMispaired(folder, message, there));
    }

    /** What we put there has our date and size; servers alter one or the other, hardly both. */
    private static boolean isMispaired(FolderPass folder, MessageFacts message, Map<Long, MessageFacts> there) {
        Pairs.Placed placed = folder.pairs.find(message.uid());
        if (placed == null || !placed.run().ours() || placed.state().id() != folder.state.id()) {
            return false;
        }
        MessageFacts copy =
                there.get(placed.run().target() + (message.uid() - placed.run().source()));
        return copy != null
                && copy.size() != message.size()
                && copy.internalDate() != null
                && ArrivalDates.risk(message.internalDate()) == null
                && !ArrivalDates.areSame(message.internalDate(), copy.internalDate());
    }
}
