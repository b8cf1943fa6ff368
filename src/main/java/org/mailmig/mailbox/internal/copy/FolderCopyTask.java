// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Step;
import org.mailmig.error.StoppingException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.match.TargetRollbackCheck;
import org.mailmig.mailbox.internal.scan.FolderOpening;
import org.mailmig.mailbox.internal.scan.MissingMessages;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;

/** The work of a pass in one folder, on one connection of each side at a time: scan, then copy. */
final class FolderCopyTask {
    private final StepContext work;
    private final Step step;
    private final CopyPassResult pass;
    private final FolderCopyState folder;
    private final AtomicReference<RuntimeException> failed;
    private final FolderOpening opening;
    private final MissingMessages missing;

    FolderCopyTask(
            StepContext work,
            Step step,
            CopyPassResult pass,
            FolderCopyState folder,
            AtomicReference<RuntimeException> failed) {
        this.work = work;
        this.step = step;
        this.pass = pass;
        this.folder = folder;
        this.failed = failed;
        this.opening = new FolderOpening(work, pass, folder);
        this.missing = new MissingMessages(work, step, pass, folder);
    }

    FolderCopyState pass() {
        return folder;
    }

    long messagesAtSource() {
        return folder.pair().messagesAtSource();
    }

    /** Ensures that the target folder exists, settles what an earlier run left in doubt, and finds what is missing. */
    void scan() {
        checkNotStopping();
        onBoth("reading", this::scan);
    }

    /** Copies what is missing and applies changed flags. */
    void copy() {
        checkNotStopping();
        if (hasWork()) {
            onBoth("copying", this::copy);
        }
        dropTargetList();
    }

    private void dropTargetList() {
        work.session().dropped(folder.dropTargetMessages());
    }

    /** Does both on the same connections: nothing in this folder depends on what is found in others. */
    void scanAndCopy() {
        checkNotStopping();
        onBoth("copying", connections -> {
            scan(connections);
            if (!folder.isGivenUp() && hasWork()) {
                copy(connections);
            }
        });
        dropTargetList();
    }

    private void scan(FolderConnections connections) throws IOException {
        ReadOnlyConnection source = connections.source();
        ImapConnection target = connections.target();
        if (!opening.opens(source, target)) {
            return;
        }
        settleDoubts(source, target);
        if (TargetRollbackCheck.shows(folder)) {
            pass.rolledBack().set(true);
        }
        missing.find(source);
    }

    /** Handles a target that was rolled back: the ledger's pairings of this folder are void, and messages are matched by identity. */
    void forget() {
        checkNotStopping();
        onBoth("reading", connections -> {
            ReadOnlyConnection source = connections.source();
            source.examine(folder.pair().source().rawName());
            work.uidMappings().forget(work.account(), folder.state().id());
            loadPairs();
            work.expect(-folder.missing().size());
            folder.notCopied().restoreAll();
            work.ledger()
                    .copyBases()
                    .lower(work.account(), folder.state().id(), folder.target().uidNext());
            folder.unsettle();
            missing.find(source);
        });
    }

    private void copy(FolderConnections connections) throws IOException {
        select(connections.source(), connections.target());
        if (!folder.missing().isEmpty()) {
            new MessageCopier(work, step, pass.cloning(), folder, connections, this::checkNotStopping)
                    .copy(folder.missing());
        }
        follow(connections.source(), connections.target());
    }

    /** Applies what has changed in messages that both sides have. */
    private void follow(ReadOnlyConnection source, ImapConnection target) throws IOException {
        if (carriesFlags()) {
            new FlagSync(work, folder).carry(target);
        }
        Removals removals = new Removals(work, folder);
        if (removals.areLikely()) {
            removals.run(source, target);
        }
    }

    private boolean hasWork() {
        return !folder.missing().isEmpty() || carriesFlags() || new Removals(work, folder).areLikely();
    }

    private boolean carriesFlags() {
        return step == Step.COPY
                && !folder.pairs().isEmpty()
                && !folder.target().messages().isEmpty();
    }

    private void checkNotStopping() {
        if (failed.get() != null) {
            throw new StoppingException("another folder failed");
        }
        work.checkNotStopping();
    }

    /**
     * Selects both folders. The connections may come from other folders' tasks, and UIDs mean nothing in another folder or after a
     * change of UIDVALIDITY.
     */
    private void select(ReadOnlyConnection source, ImapConnection target) throws IOException {
        String from = folder.pair().source().rawName();
        SelectedFolder here = source.selected();
        if (here == null || !here.rawName().equals(from)) {
            here = source.examine(from);
        }
        SelectedFolder there = target.selected();
        if (there == null
                || there.readOnly()
                || !there.rawName().equals(folder.pair().targetRaw())) {
            there = target.select(folder.pair().targetRaw());
        }
        if (here.status().uidValidity() != folder.source().status().uidValidity()
                || there.status().uidValidity()
                        != folder.target().selected().status().uidValidity()) {
            throw new IOException("the folder was recreated in the meantime (UIDVALIDITY changed)");
        }
    }

    private void settleDoubts(ReadOnlyConnection source, ImapConnection target) throws IOException {
        List<PendingAppend> doubts = work.copies().doubts(folder.state().id());
        for (PendingAppend doubt : doubts) {
            folder.doubt();
            if (!doubt.looked()) {
                new InDoubtAppends(work, folder).lookFor(doubt, source, target);
            }
        }
        LateAppends late = new LateAppends(work, folder);
        if (doubts.stream().anyMatch(PendingAppend::looked)) {
            late.lookAgain(source, target);
        }
        UidSet removed = new GapFillers(work, folder).remove(target).plus(late.doubles());
        folder.removedFromTarget(removed);
        loadPairs();
    }

    private void loadPairs() {
        folder.load(UidMapping.load(
                work.uidMappings(),
                withState(),
                folder.pair().source().rawName(),
                folder.source().status().uidValidity()));
    }

    /** Returns what was known of the source folder before the pass, and this pair's own state if it is new. */
    private List<FolderState> withState() {
        List<FolderState> known = pass.knownOf(folder.pair());
        if (known.stream().anyMatch(state -> state.id() == folder.state().id())) {
            return known;
        }
        List<FolderState> all = new ArrayList<>(known);
        all.add(folder.state());
        return all;
    }

    private void onBoth(String doing, BothSides both) {
        String what = "account " + work.account().getAccount() + ", " + doing + " folder " + folder.pair();
        WireErrors.on(what, () -> {
            try (FolderConnections connections = FolderConnections.acquire(work, folder)) {
                doing(connections, both);
            }
            return null;
        });
    }

    private void doing(FolderConnections connections, BothSides both) throws IOException {
        try {
            both.on(connections);
        } catch (CommandRefusedException e) {
            if (opening.isGone(connections.source(), connections.target())) {
                throw new IOException("the folder was removed after it was listed: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** Work that needs a connection to each side. */
    @FunctionalInterface
    private interface BothSides {
        void on(FolderConnections connections) throws IOException;
    }
}
