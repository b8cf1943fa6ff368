// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Step;
import org.mailmig.error.StoppingException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.mailbox.internal.append.MessageCopier;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.match.TargetRollbackCheck;
import org.mailmig.mailbox.internal.scan.FolderOpening;
import org.mailmig.mailbox.internal.scan.MissingMessages;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** The work of a pass in one folder, on one connection of each side at a time: scan, then copy. */
final class FolderCopyTask {
    private final StepContext work;
    private final Step step;
    private final CopyPassResult pass;
    private final FolderCopyState folder;
    private final AtomicReference<RuntimeException> failed;
    private final FolderOpening opening;
    private final MissingMessages missing;
    private final FolderMappingLoader mapping;
    private final FolderChanges changes;

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
        this.mapping = new FolderMappingLoader(work, pass, folder);
        this.changes = new FolderChanges(work, step, folder);
    }

    FolderCopyState folder() {
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
        mapping.settleAndLoad(source, target);
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
            mapping.forget();
            work.expect(-folder.pairing().missing().size());
            folder.notCopied().restoreAll();
            work.ledger()
                    .copyBases()
                    .lower(work.account(), folder.state().id(), folder.target().uidNext());
            folder.pairing().unsettle();
            missing.find(source);
        });
    }

    private void copy(FolderConnections connections) throws IOException {
        connections.select();
        if (!folder.pairing().missing().isEmpty()) {
            new MessageCopier(work, step, pass.cloning(), folder, connections, this::checkNotStopping)
                    .copy(folder.pairing().missing());
        }
        changes.apply(connections.source(), connections.target());
    }

    private boolean hasWork() {
        return !folder.pairing().missing().isEmpty() || changes.areLikely();
    }

    private void checkNotStopping() {
        if (failed.get() != null) {
            throw new StoppingException("another folder failed");
        }
        work.checkNotStopping();
    }

    private void onBoth(String doing, FolderConnections.Use use) {
        FolderConnections.use(work, folder, doing, connections -> run(connections, use));
    }

    private void run(FolderConnections connections, FolderConnections.Use use) throws IOException {
        try {
            use.on(connections);
        } catch (CommandRefusedException e) {
            if (opening.isGone(connections.source(), connections.target())) {
                throw new IOException("the folder was removed after it was listed: " + e.getMessage(), e);
            }
            throw e;
        }
    }
}
