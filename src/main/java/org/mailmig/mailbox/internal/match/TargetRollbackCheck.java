// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Detects a target folder that is older than what the ledger knows of it, as after a restore from a backup. Its UIDs are then assigned
 * again to other messages.
 */
public final class TargetRollbackCheck {
    private TargetRollbackCheck() {}

    /**
     * Returns whether there are paired UIDs that this folder has not assigned yet under its UIDVALIDITY, or that now name another
     * message than the one mailmig put there.
     */
    public static boolean shows(FolderCopyState folder) {
        FolderStatus now = folder.target().selected().status();
        boolean counted = now.uidNext() > 0 && now.uidNext() < folder.state().targetUidNext();
        if (counted || folder.pairing().mapping().isEmpty()) {
            return counted;
        }
        UidSet ours = folder.pairing()
                .mapping()
                .targetUids(folder.state().target(), folder.state().targetUidValidity());
        if (now.uidNext() > 0 && !ours.isEmpty() && ours.last() >= now.uidNext()) {
            return true;
        }
        Map<Long, MessageInfo> there = new HashMap<>();
        folder.target().messages().forEach(message -> there.put(message.uid(), message));
        return folder.source().messages().stream().anyMatch(message -> isMispaired(folder, message, there));
    }

    /**
     * Returns whether this UID names another message. What mailmig put there has the same date and size; servers alter one or the
     * other, hardly both.
     */
    private static boolean isMispaired(FolderCopyState folder, MessageInfo message, Map<Long, MessageInfo> there) {
        UidMapping.Placed placed = folder.pairing().mapping().find(message.uid());
        if (placed == null
                || !placed.run().ours()
                || placed.state().id() != folder.state().id()) {
            return false;
        }
        MessageInfo copy = there.get(placed.run().targetOf(message.uid()));
        return copy != null
                && copy.size() != message.size()
                && copy.internalDate() != null
                && ArrivalDates.risk(message.internalDate()) == null
                && !ArrivalDates.areSame(message.internalDate(), copy.internalDate());
    }
}
