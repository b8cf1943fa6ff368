// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.identifiers.AssignedIds;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/** Reports which identifiers of a clone's folders and messages are new in the target. */
final class LostIdentifiers {
    private final StepContext work;

    LostIdentifiers(StepContext work) {
        this.work = work;
    }

    /**
     * Reports that save dates are not preserved: IMAP cannot set when a message came into its folder (RFC 8514), and the Cyrus
     * replication protocol is not used for it.
     */
    void reportSaveDates() {
        boolean told = WireErrors.on(
                "account " + work.account().getAccount(),
                () -> work.session().source().with(connection -> connection.offers("SAVEDATE")));
        if (told) {
            work.note(EventKind.NOT_KEPT, "SAVEDATE (IMAP cannot set it; the target shows the time of the copy)");
        }
    }

    /** Reports, folder by folder, what a target without settable identifiers assigned. */
    void reportAll(CopyPassResult pass) {
        List<String> folders = new ArrayList<>();
        for (FolderCopyState folder : pass.reached()) {
            if (folder.state() != null) {
                long moved = moved(folder);
                List<String> lost = new ArrayList<>();
                if (!isUidValidityKept(folder)) {
                    lost.add("UIDVALIDITY");
                }
                if (moved > 0) {
                    lost.add(Plural.of(moved, "UID", "UIDs"));
                }
                if (!lost.isEmpty()) {
                    folders.add(folder.pair() + " (" + String.join(", ", lost) + ")");
                }
            }
        }
        if (!folders.isEmpty()) {
            work.note(
                    EventKind.NOT_KEPT,
                    "identifiers are new in the target (mailmig.target.identity.kind = none), uids.csv maps the old"
                            + " UIDs to the new ones, and mail programs download their copies again: "
                            + String.join(", ", folders));
        }
    }

    private long moved(FolderCopyState folder) {
        return work.uidMappings().pairings(folder.state().id()).stream()
                .filter(run -> run.source() != run.target())
                .mapToLong(UidRun::count)
                .sum();
    }

    static boolean isUidValidityKept(FolderCopyState folder) {
        return folder.state().sourceUidValidity() == folder.state().targetUidValidity();
    }

    /**
     * Reports what a target with settable identifiers did not take over.
     *
     * @param ids the identifiers of the target folder; {@code null} if the target did not return them
     */
    void report(FolderCopyState folder, AssignedIds ids) {
        if (folder.state() == null) {
            return;
        }
        String name = "folder " + folder.pair() + ": ";
        if (!isUidValidityKept(folder)) {
            work.warn(name + "UIDVALIDITY is " + folder.state().targetUidValidity() + " in the target, not "
                    + folder.state().sourceUidValidity() + ": mail programs download their copy of it again");
        }
        long moved = moved(folder);
        if (moved > 0) {
            work.warn(
                    name + Plural.of(moved, "message has another UID", "messages have other UIDs") + " in the target");
        }
        if (ids == null || ids.loss() != null) {
            String why = ids == null ? "the target did not show the folder to its admin" : ids.loss();
            work.warn(name + "its mailbox id is new in the target (" + why + ")");
        }
    }
}
