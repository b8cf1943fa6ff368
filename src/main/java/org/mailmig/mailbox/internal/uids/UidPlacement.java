// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.mailmig.identifiers.UidPlan;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Gives a folder's messages the UIDs that they have at the source, if the target supports that; otherwise UIDs ascend as the target
 * assigns them.
 */
public final class UidPlacement {
    private final StepContext work;
    private final FolderCopyState folder;
    private final boolean clone;
    private final String token = UUID.randomUUID().toString();
    /** Target UIDs of placeholders that the target has confirmed. */
    private UidSet confirmed = UidSet.empty();

    private boolean uncertain;
    private boolean givenUp;
    private boolean filling = true;

    public UidPlacement(StepContext work, FolderCopyState folder, boolean clone) {
        this.work = work;
        this.folder = folder;
        this.clone = clone && IdentifierPreservation.areWanted(work);
    }

    /** Returns the next APPEND, with as many of the first messages as one can take. Sets UIDNEXT if necessary. */
    public PlacementStep next(List<MessageInfo> messages, long uidNext, ImapConnection target) throws IOException {
        if (!clone || givenUp || work.account().getResult().fellBack) {
            return new PlacementStep(work, folder, this, UidPlan.plain(messages.size()), uidNext);
        }
        UidPlan stretch = work.session().identifiers().next(uids(messages), Math.max(1, uidNext), target, filling);
        if (stretch.raise() > 0) {
            work.session().identifiers().raise(folder.pair().targetName(), stretch.raise());
        }
        return new PlacementStep(work, folder, this, stretch, Math.max(uidNext, stretch.raise()));
    }

    static List<Long> uids(List<MessageInfo> messages) {
        return messages.stream().map(MessageInfo::uid).toList();
    }

    /** Stops preserving UIDs in this folder; {@link IdentifierPreservation} reports what the target has instead. */
    public void giveUp(String why) {
        givenUp = true;
        work.warn("folder " + folder.pair() + ": the UIDs could not be set at the target: " + why);
    }

    /**
     * Removes our placeholders from a full target; from then on gaps are jumped over. The refused APPEND is no longer in the ledger.
     *
     * @param fills whether the refused APPEND writes placeholders
     * @return false if no placeholder of ours existed or was to be written
     */
    public boolean makeRoom(ImapConnection target, boolean fills) throws IOException {
        boolean ours = filling && (fills || !confirmed.isEmpty());
        filling = false;
        if (ours) {
            new GapFillers(work, folder).remove(target);
            confirmed = UidSet.empty();
        }
        return ours;
    }

    String token() {
        return token;
    }

    void confirm(UidSet placeholders) {
        confirmed = confirmed.plus(placeholders);
    }

    /** Notes that an APPEND with placeholders may have been stored differently than planned. */
    public void markUncertain() {
        uncertain = true;
    }

    /** Removes the placeholders. The target folder must be selected. */
    public void removePlaceholders(ImapConnection target) throws IOException {
        GapFillers placeholders = new GapFillers(work, folder);
        if (uncertain) {
            placeholders.remove(target);
        } else {
            placeholders.expunge(target, confirmed);
        }
    }
}
