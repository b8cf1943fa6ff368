// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.check.CloneTargetCheck;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.tree.AclAndMetadata;
import org.mailmig.mailbox.internal.tree.FolderNameProbe;
import org.mailmig.mailbox.internal.tree.FolderRenames;
import org.mailmig.mailbox.internal.tree.ParentFolders;
import org.mailmig.mailbox.internal.tree.SpecialUseProbe;
import org.mailmig.mailbox.internal.tree.Subscriptions;
import org.mailmig.mailbox.internal.uids.IdentifierPreservation;

/** One pass over all folders. Clone and merge differ in what they find in the target, not in how they copy. */
public final class CopyPass {
    private final StepContext work;
    private final Step step;
    private final Account account;
    private final boolean clone;
    private final AtomicReference<RuntimeException> failed = new AtomicReference<>();

    private CopyPass(StepContext work, Step step) {
        this.work = work;
        this.step = step;
        this.account = work.account();
        this.clone = work.isCloning();
    }

    /** Copies what is missing and leaves the result in the session for verify. {@code step} is COPY, or SWEEP for additions only. */
    public static CopyPassResult run(StepContext work, Step step) {
        if (step == Step.COPY) {
            FolderListings listing = work.session().takeListing();
            CloneTargetCheck.check(work, listing.target());
            return new CopyPass(work, step).copyFolders(listing);
        }
        return new CopyPass(work, step).copyFolders(work.session().list());
    }

    private CopyPassResult copyFolders(FolderListings listed) {
        boolean fresh = clone && work.folderStates().cloneState(account.getMailbox()) == CloneState.NONE;
        if (fresh) {
            work.folderStates().cloneState(account, CloneState.BEGUN);
        }
        FolderListings listing = step == Step.COPY ? new SpecialUseProbe(work).settled(listed) : listed;
        if (clone && step == Step.COPY) {
            IdentifierPreservation.reportUnsupported(work);
        }
        FolderNameProbe names = new FolderNameProbe(work, listing);
        FolderPlan plan = names.plan();
        if (step == Step.COPY && new FolderRenames(work, listing, plan, clone).follow()) {
            return copyFolders(work.session().list());
        }
        plan.warnings().forEach(work::warn);
        if (step == Step.COPY) {
            plan.leftOut().forEach(folder -> work.note(EventKind.LEFT_OUT, "folder " + folder));
            plan.mapped().forEach(text -> work.note(EventKind.MAPPED, text));
        }
        IdentifierPreservation ids = new IdentifierPreservation(work);
        List<ListedFolder> target = listing.target();
        if (clone && IdentifierPreservation.areWanted(work)) {
            target = ids.prepare(listing, plan);
            plan = names.planWith(target);
        }
        work.session().placed(plan, listing);
        work.session().beginPass();
        FolderGenerations lives = new FolderGenerations(listing.source(), target);
        List<FolderState> all = work.folderStates().folders(account.getMailbox());
        FolderRecall recall = new FolderRecall(work, lives, all);
        CopyPassResult pass = new CopyPassResult(
                clone, plan.pairs().stream().map(recall::folder).toList(), recall.known());
        work.session().setPass(pass);
        Tally tally = new Tally(work, pass);
        try {
            new ParentFolders(work, listing).make(plan);
            new FolderCopyTasks(work, step, pass, lives, failed).run(fresh, target);
            ids.finish(pass);
            if (clone && step == Step.COPY) {
                carryBeside(
                        () -> tried("rights and annotations", new AclAndMetadata(work, pass)::carry),
                        () -> tried("subscriptions", new Subscriptions(work, listing, pass)::carry));
            }
        } catch (RuntimeException | Error e) {
            tally.reportAfter(e);
            throw e;
        }
        tally.report();
        return pass;
    }

    /** Runs both in parallel. Each holds at most one connection to either side at a time; with a single connection they take turns. */
    private void carryBeside(Runnable one, Runnable other) {
        int most = Math.min(
                work.session().source().opened(), work.session().target().opened());
        work.threads().each(List.of(one, other), most, failed, Runnable::run);
    }

    /** Runs a part that is not mail, which must never stop the migration: tries it once more on another connection, then warns. */
    private void tried(String what, Runnable carrying) {
        try {
            carrying.run();
        } catch (PermanentException | TransientException first) {
            work.checkNotStopping();
            try {
                carrying.run();
            } catch (PermanentException | TransientException e) {
                work.checkNotStopping();
                work.warn(what + " were not copied, or not all: " + e.getMessage());
            }
        }
    }
}
