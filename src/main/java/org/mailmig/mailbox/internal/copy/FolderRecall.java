// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.StepContext;

/** Loads what the ledger knows of the folders of a pass, and leaves those as they are in which nothing has changed since the last pass. */
final class FolderRecall {
    private final StepContext work;
    private final FolderGenerations lives;
    private final List<FolderState> states;
    private final Map<String, List<FolderState>> bySource;
    private final Map<String, List<FolderState>> knownBySource;
    private final Set<String> renumbered;
    private final Map<Long, List<Finding>> findings;

    /** @param states the ledger's states of all folders of the mailbox */
    FolderRecall(StepContext work, FolderGenerations lives, List<FolderState> states) {
        this.work = work;
        this.lives = lives;
        this.states = states;
        this.bySource = states.stream().collect(Collectors.groupingBy(FolderState::source));
        this.knownBySource = lives.knownBySource(states);
        this.renumbered = states.stream()
                .filter(state -> !lives.sameTarget(state))
                .map(FolderState::target)
                .collect(Collectors.toSet());
        this.findings = work.ledger().findings().of(work.account().getMailbox()).stream()
                .collect(Collectors.groupingBy(Finding::folder));
    }

    /** Returns the states that are still valid. */
    List<FolderState> known() {
        return lives.known(states);
    }

    /** Returns the folder as the pass begins it. */
    FolderCopyState folder(FolderPair pair) {
        String raw = pair.source().rawName();
        FolderCopyState folder = new FolderCopyState(
                pair,
                lives,
                bySource.getOrDefault(raw, List.of()).stream()
                        .flatMap(state -> findings.getOrDefault(state.id(), List.of()).stream())
                        .toList(),
                renumbered.contains(pair.targetRaw()));
        leaveIfUntouched(folder, knownBySource.getOrDefault(raw, List.of()));
        return folder;
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
