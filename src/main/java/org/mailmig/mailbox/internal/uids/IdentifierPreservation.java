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
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

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

    /** Reports what no target can keep of a clone. */
    public static void reportUnsupported(StepContext work) {
        new LostIdentifiers(work).reportSaveDates();
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
            new LostIdentifiers(work).reportAll(pass);
        }
        if (!pass.cloning() || !areWanted(work)) {
            return;
        }
        List<RequestedIds> ends = new ArrayList<>();
        for (FolderCopyState folder : pass.reached()) {
            if (folder.state() != null && LostIdentifiers.isUidValidityKept(folder)) {
                ends.add(wanted(folder.pair(), folder.source().status(), null));
            }
        }
        Map<String, String> missing = WireErrors.on(
                "account " + work.account().getAccount() + ", setting the target's UIDNEXT",
                () -> work.session().identifiers().finish(ends));
        for (FolderCopyState folder : pass.reached()) {
            new LostIdentifiers(work).report(folder, given.get(folder.pair().targetRaw()));
            String what = missing.get(folder.pair().targetRaw());
            if (what != null) {
                work.warn("folder " + folder.pair() + ": " + what + " in the target");
            }
        }
    }
}
