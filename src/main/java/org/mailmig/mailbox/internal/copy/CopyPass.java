// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.check.CloneTargetCheck;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.MessageMatcher;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
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
    private static final int MESSAGES_WORTH_A_LOGIN = 400;
    private static final int FOLDERS_WORTH_A_LOGIN = 8;
    /** Sum of both round-trip times; above it, waiting costs more than logins. */
    private static final Duration LONG_LINE = Duration.ofMillis(20);

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
            return new CopyPass(work, step).over(listing);
        }
        return new CopyPass(work, step).over(work.session().list());
    }

    private CopyPassResult over(FolderListings listed) {
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
            return over(work.session().list());
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
        List<FolderState> known = lives.known(all);
        CopyPassResult pass = new CopyPassResult(
                clone,
                plan.pairs().stream()
                        .map(pair -> new FolderCopyState(pair, lives))
                        .toList(),
                known);
        recall(pass, all, lives);
        work.session().setPass(pass);
        Tally tally = new Tally(work, pass);
        try {
            new ParentFolders(work, listing).make(plan);
            copyAll(pass, fresh, target, lives);
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

    /** Loads what the ledger knows of each folder. {@code all} are the ledger's states. */
    private void recall(CopyPassResult pass, List<FolderState> all, FolderGenerations lives) {
        Map<String, List<FolderState>> bySource = all.stream().collect(Collectors.groupingBy(FolderState::source));
        Map<String, List<FolderState>> known = lives.knownBySource(all);
        Set<String> renumbered = all.stream()
                .filter(state -> !lives.sameTarget(state))
                .map(FolderState::target)
                .collect(Collectors.toSet());
        Map<Long, List<Finding>> findings = work.ledger().findings().of(account.getMailbox()).stream()
                .collect(Collectors.groupingBy(Finding::folder));
        pass.folders().forEach(folder -> {
            String raw = folder.pair().source().rawName();
            folder.recall(
                    bySource.getOrDefault(raw, List.of()).stream()
                            .flatMap(state -> findings.getOrDefault(state.id(), List.of()).stream())
                            .toList(),
                    renumbered.contains(folder.pair().targetRaw()));
            leaveIfUntouched(folder, known.getOrDefault(raw, List.of()));
        });
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

    private void copyAll(CopyPassResult pass, boolean fresh, List<ListedFolder> target, FolderGenerations lives) {
        List<FolderCopyTask> folders = pass.folders().stream()
                .filter(folder -> !folder.untouched())
                .map(folder -> new FolderCopyTask(work, step, pass, folder, failed))
                .sorted(Comparator.comparingLong(FolderCopyTask::messagesAtSource)
                        .reversed())
                .toList();
        int threads = connections(folders);
        work.session().source().prefetch(threads, work.threads());
        work.session().target().prefetch(threads, work.threads());
        if (fresh) {
            work.threads().each(folders, threads, failed, FolderCopyTask::scanAndCopy);
            return;
        }
        work.threads().each(folders, threads, failed, FolderCopyTask::scan);
        if (pass.rolledBack().get()) {
            rolledBack(pass, folders, threads, lives);
        }
        List<FolderCopyTask> reached =
                folders.stream().filter(folder -> !folder.pass().isGivenUp()).toList();
        identify(pass, reached.stream().map(FolderCopyTask::pass).toList(), target, lives);
        work.threads().each(reached, threads, failed, FolderCopyTask::copy);
    }

    /**
     * Handles a target that was rolled back: all paired messages are matched by identity, and those not found are copied again,
     * including those that the owner had removed.
     */
    private void rolledBack(CopyPassResult pass, List<FolderCopyTask> folders, int threads, FolderGenerations lives) {
        String text = "the target of " + work.session().target().who()
                + " is older than the ledger (restored from a backup?): its messages are matched by their content,"
                + " and missing ones are copied again";
        work.warn(text);
        work.event(EventKind.ROLLED_BACK, text);
        pass.known().stream().filter(lives::isTargetGone).forEach(state -> work.uidMappings()
                .forget(account, state.id()));
        work.threads()
                .each(
                        folders.stream()
                                .filter(folder -> !folder.pass().isGivenUp())
                                .toList(),
                        threads,
                        failed,
                        FolderCopyTask::forget);
    }

    /**
     * Matches messages by identity where needed. A clone's target contains only what mailmig put there, and each pairing is known,
     * unless a folder was recreated.
     */
    private void identify(
            CopyPassResult pass, List<FolderCopyState> scanned, List<ListedFolder> target, FolderGenerations lives) {
        boolean earlierLives = scanned.stream().anyMatch(folder -> folder.unsettled())
                || pass.known().stream().anyMatch(state -> !lives.sameSource(state));
        boolean missing = scanned.stream().anyMatch(folder -> !folder.missing().isEmpty());
        if (missing && (!clone || earlierLives)) {
            new MessageMatcher(work, pass.known(), lives).match(scanned, target);
        }
        if (clone && step == Step.COPY) {
            scanned.stream().filter(folder -> folder.unsettled()).forEach(folder -> new ForeignMessages(work, folder)
                    .lookAgain(pass.knownIn(folder.pair())));
        }
    }

    /**
     * Returns how many connections to use: as many as the work justifies, because logins are costly for servers too, up to the
     * configured limit.
     */
    private int connections(List<FolderCopyTask> folders) {
        long messages =
                folders.stream().mapToLong(FolderCopyTask::messagesAtSource).sum();
        Duration roundTrip =
                work.session().source().roundTrip().plus(work.session().target().roundTrip());
        int far = roundTrip.compareTo(LONG_LINE) > 0 ? 4 : 1;
        long worth =
                Math.max(1 + far * messages / MESSAGES_WORTH_A_LOGIN, 1 + far * folders.size() / FOLDERS_WORTH_A_LOGIN);
        return (int) Math.min(Math.min(worth, work.session().connections()), folders.size());
    }

    /**
     * Leaves the folder as it is if nothing changed on either side since our last finished pass. Only HIGHESTMODSEQ can show it (RFC
     * 7162, 3.1.2).
     */
    private void leaveIfUntouched(FolderCopyState folder, List<FolderState> known) {
        FolderStatus source = folder.pair().source().status();
        ListedFolder there = folder.pair().target();
        FolderStatus target = there == null ? null : there.status();
        if (work.settings().flag("mailmig.merge.restore-missing") || new Removals(work, folder).follow()) {
            return; // the counters do not show what was removed before our last pass
        }
        if (source == null || target == null || source.highestModSeq() == 0 || target.highestModSeq() == 0) {
            return;
        }
        for (FolderState state : known) {
            boolean same = state.source().equals(folder.pair().source().rawName())
                    && state.target().equals(there.rawName())
                    && state.sourceUidValidity() == source.uidValidity()
                    && state.targetUidValidity() == target.uidValidity()
                    && state.sourceMessages() == source.messages()
                    && state.sourceUidNext() == source.uidNext()
                    && state.sourceModSeq() == source.highestModSeq()
                    && state.targetMessages() == target.messages()
                    && state.targetUidNext() == target.uidNext()
                    && state.targetModSeq() == target.highestModSeq();
            if (same
                    && isSettled(folder, state)
                    && work.copies().doubts(state.id()).isEmpty()) {
                folder.leaveUntouched(state, source);
                return;
            }
        }
    }

    /** Returns whether nothing is left of earlier verifies' findings except what the target always does. */
    private static boolean isSettled(FolderCopyState folder, FolderState state) {
        return folder.differences().earlier().stream()
                .allMatch(finding -> finding.folder() != state.id()
                        || finding.kind() == Finding.Kind.DECLARED
                        || finding.kind() == Finding.Kind.SHORT);
    }
}
