// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Step;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.MessageMatcher;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.StepContext;

/** Scans and copies all folders of a pass, in parallel on as many connections as the work justifies. */
final class FolderCopyTasks {
    private static final int MESSAGES_WORTH_A_LOGIN = 400;
    private static final int FOLDERS_WORTH_A_LOGIN = 8;
    /** Sum of both round-trip times; above it, waiting costs more than logins. */
    private static final Duration LONG_LINE = Duration.ofMillis(20);

    private final StepContext work;
    private final Step step;
    private final CopyPassResult pass;
    private final FolderGenerations lives;
    private final AtomicReference<RuntimeException> failed;

    /** @param failed the first error of any folder, which stops the others */
    FolderCopyTasks(
            StepContext work,
            Step step,
            CopyPassResult pass,
            FolderGenerations lives,
            AtomicReference<RuntimeException> failed) {
        this.work = work;
        this.step = step;
        this.pass = pass;
        this.lives = lives;
        this.failed = failed;
    }

    /**
     * Runs them.
     *
     * @param fresh whether the clone begins: nothing in a folder depends on what is found in others
     * @param target all folders of the target
     */
    void run(boolean fresh, List<ListedFolder> target) {
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
            rolledBack(folders, threads);
        }
        List<FolderCopyTask> reached =
                folders.stream().filter(task -> !task.folder().isGivenUp()).toList();
        identify(reached.stream().map(FolderCopyTask::folder).toList(), target);
        work.threads().each(reached, threads, failed, FolderCopyTask::copy);
    }

    /**
     * Handles a target that was rolled back: all paired messages are matched by identity, and those not found are copied again,
     * including those that the owner had removed.
     */
    private void rolledBack(List<FolderCopyTask> folders, int threads) {
        String text = "the target of " + work.session().target().who()
                + " is older than the ledger (restored from a backup?): its messages are matched by their content,"
                + " and missing ones are copied again";
        work.warn(text);
        work.event(EventKind.ROLLED_BACK, text);
        pass.known().stream().filter(lives::isTargetGone).forEach(state -> work.uidMappings()
                .forget(work.account(), state.id()));
        work.threads()
                .each(
                        folders.stream()
                                .filter(task -> !task.folder().isGivenUp())
                                .toList(),
                        threads,
                        failed,
                        FolderCopyTask::forget);
    }

    /**
     * Matches messages by identity where needed. A clone's target contains only what mailmig put there, and each pairing is known,
     * unless a folder was recreated.
     */
    private void identify(List<FolderCopyState> scanned, List<ListedFolder> target) {
        boolean earlierLives =
                scanned.stream().anyMatch(folder -> folder.pairing().isUnsettled())
                        || pass.known().stream().anyMatch(state -> !lives.sameSource(state));
        boolean missing =
                scanned.stream().anyMatch(folder -> !folder.pairing().missing().isEmpty());
        if (missing && (!pass.cloning() || earlierLives)) {
            new MessageMatcher(work, pass.known(), lives).match(scanned, target);
        }
        if (pass.cloning() && step == Step.COPY) {
            scanned.stream()
                    .filter(folder -> folder.pairing().isUnsettled())
                    .forEach(folder -> new ForeignMessages(work, folder).lookAgain(pass.knownIn(folder.pair())));
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
}
