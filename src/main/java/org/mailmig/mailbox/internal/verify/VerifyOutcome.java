// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.LinkedHashSet;
import java.util.List;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** Writes what a verify found into the ledger, and ends the step if anything differs. */
final class VerifyOutcome {
    private final StepContext work;
    private final Account account;

    VerifyOutcome(StepContext work) {
        this.work = work;
        this.account = work.account();
    }

    /** Records the findings for later runs, and the counters if there are no findings. */
    void writeDown(FolderCopyState folder, ListedFolder there) {
        if (folder.state() == null) {
            return;
        }
        long id = folder.state().id();
        FolderStatus target = there == null ? null : there.status();
        if (!folder.differences().found().isEmpty()
                || folder.differences().earlier().stream().anyMatch(finding -> finding.folder() == id)) {
            work.ledger()
                    .findings()
                    .replace(
                            account,
                            id,
                            List.copyOf(new LinkedHashSet<>(folder.differences().found())));
        }
        if (!folder.differences().isEmpty()) {
            work.folderStates().unsettled(account, id);
        } else if (target != null && isWhole(folder)) {
            work.folderStates().passed(account, counters(folder, target));
        }
    }

    /**
     * Returns whether nothing was left out of the folder. Otherwise its counters would tell the next run that all of it is in the
     * target.
     */
    private static boolean isWhole(FolderCopyState folder) {
        return folder.notCopied().notExpected().isEmpty();
    }

    private static FolderState counters(FolderCopyState folder, FolderStatus target) {
        FolderState state = folder.state();
        return new FolderState(
                state.id(),
                state.mailbox(),
                state.source(),
                state.sourceUidValidity(),
                state.sourceMailboxId(),
                state.target(),
                state.targetUidValidity(),
                folder.source().status().messages(),
                folder.source().status().uidNext(),
                folder.written().unheld().isEmpty()
                        ? folder.source().status().highestModSeq()
                        : 0, // otherwise the next pass would skip the folder
                target.messages(),
                target.uidNext(),
                target.highestModSeq(),
                folder.pairing().goneAtSource().isEmpty()
                        ? ""
                        : folder.pairing().goneAtSource().toString(),
                folder.countGoneAtTarget());
    }

    /** @throws PermanentException PARTIAL if anything differs */
    void stopAtDifferences(CopyPassResult pass) {
        long count = pass.folders().stream()
                .mapToLong(folder -> folder.differences().texts().size())
                .sum();
        if (count == 0) {
            return;
        }
        FolderCopyState first = pass.folders().stream()
                .filter(folder -> !folder.differences().isEmpty())
                .findFirst()
                .orElseThrow();
        throw new PermanentException(
                "account " + account.getAccount() + ": verify found " + count + " differences, first in folder "
                        + first.pair() + ": " + first.differences().texts().get(0)
                        + ". See the report, then retry; the forwarder stays as it is.",
                null,
                Outcome.PARTIAL);
    }
}
