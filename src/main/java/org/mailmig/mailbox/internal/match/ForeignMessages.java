// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.util.List;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Somebody else writes into a clone's target: mail that an MTA had queued before the stamp, or the owner. {@code
 * mailmig.target.when-initialised} decides: stop this account, or go on as a merge. Never silent.
 */
public final class ForeignMessages {
    private final StepContext work;
    private final FolderCopyState folder;

    public ForeignMessages(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Are there messages in the target ({@code there}: the UIDs listed) that no pairing names? True where they may be ours
     * all the same and identity has to decide before anything is sent: an earlier life of one of the folders held pairings.
     */
    public boolean look(UidSet there, List<FolderState> known) {
        UidSet alien = there.minus(folder.pairs()
                .targetUids(folder.state().target(), folder.state().targetUidValidity()));
        if (alien.isEmpty()) {
            return false;
        }
        boolean earlierLife = known.stream()
                .anyMatch(state -> state.id() != folder.state().id()
                        && state.target().equals(folder.state().target()));
        if (!earlierLife && !folder.isTargetRenumbered()) {
            found("UIDs " + alien);
        }
        return true;
    }

    /** The same once identity has decided: only what the ledger never knew is somebody else's. */
    public void lookAgain(List<FolderState> known) {
        UidSet left = MessageInfo.uids(folder.targetListed())
                .minus(folder.pairs()
                        .targetUids(folder.state().target(), folder.state().targetUidValidity()));
        for (FolderState state : known) {
            boolean same = state.target().equals(folder.state().target())
                    && state.targetUidValidity() == folder.state().targetUidValidity();
            left = same ? left.minus(UidMapping.targetUids(work.copies().pairings(state.id()))) : left;
        }
        if (!left.isEmpty()) {
            found("UIDs " + left);
        }
    }

    /** APPENDUID does not follow the one before. */
    public void unexpected(long expected, long got) {
        found("UID " + got + " was given where " + expected + " was due");
    }

    /** What verify found beside what was copied. False where that is a difference; else the clone has become a merge. */
    public boolean isMerged(UidSet surplus) {
        if (!mayMerge()) {
            return false;
        }
        found("UIDs " + surplus);
        return true;
    }

    private boolean mayMerge() {
        return work.settings().get("mailmig.target.when-initialised").equals("merge");
    }

    private void found(String what) {
        String text = "somebody else writes into folder " + folder.pair().targetName() + " of "
                + work.session().target().who() + " during the clone (" + what + ")";
        if (!mayMerge()) {
            throw new PermanentException(
                    "account " + work.account().getAccount() + ": " + text
                            + "; set mailmig.target.when-initialised = merge to go on as a merge.",
                    null,
                    Outcome.PARTIAL);
        }
        boolean first;
        synchronized (work.account()) {
            first = !work.account().getResult().fellBack;
            work.account().getResult().fellBack = true;
        }
        if (first) {
            work.warn("clone became merge: " + text);
            work.event(EventKind.FELL_BACK, text);
        }
    }
}
