// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailmig.Mode;
import org.mailmig.identifiers.AssignedIds;
import org.mailmig.identifiers.RequestedIds;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/**
 * Preserves the identifiers of a clone's folders: sets them before the first message and after the last, and reports what could not be
 * preserved.
 */
public final class IdentifierPreservation {
    private final StepContext work;
    private Map<String, AssignedIds> given = Map.of();

    public IdentifierPreservation(StepContext work) {
        this.work = work;
    }

    /** Returns whether a whole mailbox is copied to a target that accepts identifiers. */
    public static boolean areWanted(StepContext work) {
        return work.session().identifiers().active()
                && work.account().getRow().mode() == Mode.CLONE
                && !work.account().getResult().fellBack
                && work.account().getRow().targetFolder() == null;
    }

    /**
     * Reports that save dates are not preserved: IMAP cannot set when a message came into its folder (RFC 8514), and the Cyrus
     * replication protocol is not used for it.
     */
    public static void reportSaveDates(StepContext work) {
        boolean told = WireErrors.on(
                "account " + work.account().getAccount(),
                () -> work.session().source().with(connection -> connection.offers("SAVEDATE")));
        if (told) {
            work.note(EventKind.NOT_KEPT, "SAVEDATE (IMAP cannot set it; the target shows the time of the copy)");
        }
    }

    /** Sets the identifiers on the target. Returns its folders as they are now, without those that it created. */
    public List<ListedFolder> prepare(FolderListings listing, FolderPlan plan) {
        String what = "account " + work.account().getAccount() + ", setting the folders' identifiers at the target";
        List<String> sources =
                plan.pairs().stream().map(pair -> pair.source().rawName()).toList();
        Map<String, String> ids =
                WireErrors.on(what, () -> work.session().source().with(connection -> connection.mailboxIds(sources)));
        List<RequestedIds> wanted = new ArrayList<>();
        for (FolderPair pair : plan.pairs()) {
            wanted.add(
                    wanted(pair, pair.source().status(), ids.get(pair.source().rawName())));
        }
        given = WireErrors.on(what, () -> work.session()
                .target()
                .with(connection -> work.session().identifiers().prepare(connection, wanted)));
        return listing.target().stream().map(this::asNow).toList();
    }

    private static RequestedIds wanted(FolderPair pair, FolderStatus source, String mailboxId) {
        FolderStatus told = source == null ? new FolderStatus(0, 0, 0, 0) : source;
        return new RequestedIds(
                pair.targetRaw(),
                pair.targetName(),
                mailboxId,
                told.uidValidity(),
                told.uidNext(),
                told.highestModSeq(),
                pair.role(),
                pair.target() != null);
    }

    private ListedFolder asNow(ListedFolder folder) {
        AssignedIds now = given.get(folder.rawName());
        FolderStatus was = folder.status();
        if (now == null || was == null || now.uidValidity() == was.uidValidity()) {
            return folder;
        }
        return new ListedFolder(
                folder.rawName(),
                folder.name(),
                folder.separator(),
                folder.attributes(),
                folder.subscribed(),
                new FolderStatus(was.messages(), now.uidValidity(), was.uidNext(), was.highestModSeq()));
    }

    /** Sets what has to follow the last message, and reports for each folder what could not be set on the target. */
    public void finish(CopyPassResult pass) {
        if (pass.cloning() && !work.session().identifiers().active()) {
            reportNewIdentifiers(pass);
        }
        if (!pass.cloning() || !areWanted(work)) {
            return;
        }
        List<RequestedIds> ends = new ArrayList<>();
        for (FolderCopyState folder : pass.reached()) {
            if (folder.state() != null && isUidValidityKept(folder)) {
                ends.add(wanted(folder.pair(), folder.source().status(), null));
            }
        }
        Map<String, String> missing = WireErrors.on(
                "account " + work.account().getAccount() + ", setting the target's UIDNEXT",
                () -> work.session().identifiers().finish(ends));
        for (FolderCopyState folder : pass.reached()) {
            reportLostIdentifiers(folder);
            String what = missing.get(folder.pair().targetRaw());
            if (what != null) {
                work.warn("folder " + folder.pair() + ": " + what + " in the target");
            }
        }
    }

    /** Reports, folder by folder, what a target without settable identifiers assigned. */
    private void reportNewIdentifiers(CopyPassResult pass) {
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

    private static boolean isUidValidityKept(FolderCopyState folder) {
        return folder.state().sourceUidValidity() == folder.state().targetUidValidity();
    }

    private void reportLostIdentifiers(FolderCopyState folder) {
        if (folder.state() == null) {
            return;
        }
        String name = "folder " + folder.pair() + ": ";
        AssignedIds ids = given.get(folder.pair().targetRaw());
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
