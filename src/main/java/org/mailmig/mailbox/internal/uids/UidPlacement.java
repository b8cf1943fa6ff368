// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.mailmig.identifiers.UidPlan;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** How a folder's messages get to the UIDs that they have at the source, where the target can be told; else as they come. */
public final class UidPlacement {
    private final StepContext work;
    private final FolderCopyState folder;
    private final boolean clone;
    private final String token = UUID.randomUUID().toString();
    /** Target UIDs of placeholders that the target has confirmed. */
    private UidSet confirmed = UidSet.empty();

    private boolean unsure;
    private boolean givenUp;
    private boolean filling = true;

    public UidPlacement(StepContext work, FolderCopyState folder, boolean clone) {
        this.work = work;
        this.folder = folder;
        this.clone = clone && IdentifierPreservation.areWanted(work);
    }

    /** For the first of the messages, which have these flags: as many as one step can take. UIDNEXT is set if need be. */
    public PlacementStep next(
            List<MessageInfo> messages, Function<MessageInfo, Flags> flags, long uidNext, ImapConnection target)
            throws IOException {
        if (!clone || givenUp || work.account().getResult().fellBack) {
            return new PlacementStep(work, folder, this, UidPlan.plain(messages.size()), uidNext);
        }
        UidPlan stretch = work.session()
                .identifiers()
                .next(uids(messages), Math.max(1, uidNext), target, filling, room(messages, flags, target));
        if (stretch.raise() > 0) {
            work.session().identifiers().raise(folder.pair().targetName(), stretch.raise());
        }
        return new PlacementStep(work, folder, this, stretch, Math.max(uidNext, stretch.raise()));
    }

    /** For placeholders, in the command line that the messages are in; reckoned once there is a gap. */
    private IntUnaryOperator room(
            List<MessageInfo> messages, Function<MessageInfo, Flags> flags, ImapConnection target) {
        int[][] room = new int[1][];
        return count -> {
            if (room[0] == null) {
                List<Flags> all = messages.stream().map(flags).toList();
                room[0] = target.room(folder.pair().targetRaw(), all, GapFillers.FLAGS);
            }
            return room[0][count - 1];
        };
    }

    static List<Long> uids(List<MessageInfo> messages) {
        return messages.stream().map(MessageInfo::uid).toList();
    }

    /** The target will not be told any more; what it gets instead is said by {@link IdentifierPreservation}. */
    public void giveUp(String why) {
        givenUp = true;
        work.warn("folder " + folder.pair() + ": the target could not be told the UIDs: " + why);
    }

    /**
     * The target is full, and some of that is our placeholders: they go, and gaps are jumped from now on. The step that was
     * refused stands in the journal no more.
     *
     * @param fills does the step that was refused write placeholders?
     * @return false where nothing of ours stood or was to stand in the way
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

    /** An APPEND with placeholders may have landed otherwise than planned. */
    public void unsure() {
        unsure = true;
    }

    /** The target folder is selected. */
    public void removePlaceholders(ImapConnection target) throws IOException {
        GapFillers placeholders = new GapFillers(work, folder);
        if (unsure) {
            placeholders.remove(target);
        } else {
            placeholders.expunge(target, confirmed);
        }
    }
}
