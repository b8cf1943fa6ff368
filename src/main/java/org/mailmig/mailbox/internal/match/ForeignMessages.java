// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.util.List;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.TargetKeys;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Handles messages that another client writes into a clone's target: mail that an MTA had queued before the stamp, or the owner's.
 * {@code mailmig.target.when-initialised} decides whether to stop this account or to continue as a merge. Always reported.
 */
public final class ForeignMessages {
    private final StepContext work;
    private final FolderCopyState folder;

    public ForeignMessages(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Looks for messages in the target that no pairing names; {@code there} are the listed UIDs. Returns true if they may still be
     * ours, because an earlier UIDVALIDITY of one of the folders had pairings: they must be matched by identity before anything is
     * sent.
     */
    public boolean look(UidSet there, List<FolderState> known) {
        UidSet alien = there.minus(folder.pairing()
                .mapping()
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

    /** Does the same after the match by identity: only what the ledger never knew is another client's. */
    public void lookAgain(List<FolderState> known) {
        UidSet left = folder.target()
                .uids()
                .minus(folder.pairing()
                        .mapping()
                        .targetUids(folder.state().target(), folder.state().targetUidValidity()));
        for (FolderState state : known) {
            boolean same = state.target().equals(folder.state().target())
                    && state.targetUidValidity() == folder.state().targetUidValidity();
            left = same ? left.minus(UidMapping.targetUids(work.uidMappings().pairings(state.id()))) : left;
        }
        if (!left.isEmpty()) {
            found("UIDs " + left);
        }
    }

    /** Handles an APPENDUID that does not follow the previous one. */
    public void unexpected(long expected, long got) {
        found("UID " + got + " was assigned where " + expected + " was due");
    }

    /**
     * Handles what verify found in addition to what was copied. Returns false if that is a difference; otherwise the clone has become a
     * merge.
     */
    public boolean isMerged(UidSet surplus) {
        if (!mayMerge()) {
            return false;
        }
        found("UIDs " + surplus);
        return true;
    }

    private boolean mayMerge() {
        return work.settings().get(TargetKeys.inUse(work, "when-initialised")).equals("merge");
    }

    private void found(String what) {
        String text = "another client writes into folder " + folder.pair().targetName() + " of "
                + work.session().target().who() + " during the clone (" + what + ")";
        if (!mayMerge()) {
            throw new PermanentException(
                    "account " + work.account().getAccount() + ": " + text + "; set "
                            + TargetKeys.inUse(work, "when-initialised") + " = merge to continue as a merge.",
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
