// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.folders.FolderPair;

/**
 * The result of one whole copy pass.
 *
 * @param cloning the target is meant to contain only what mailmig puts there
 * @param folders in the plan's order
 * @param known the ledger's folder states before the pass
 * @param rolledBack set as soon as a folder shows that the target is older than the ledger
 * @param knownBySource {@code known} by raw name of the source folder; avoids a scan per folder
 * @param knownByTarget the same by raw name of the target folder
 */
public record CopyPassResult(
        boolean cloning,
        List<FolderCopyState> folders,
        List<FolderState> known,
        AtomicBoolean rolledBack,
        Map<String, List<FolderState>> knownBySource,
        Map<String, List<FolderState>> knownByTarget) {
    public CopyPassResult(boolean cloning, List<FolderCopyState> folders, List<FolderState> known) {
        this(
                cloning,
                folders,
                known,
                new AtomicBoolean(),
                known.stream().collect(Collectors.groupingBy(FolderState::source)),
                known.stream().collect(Collectors.groupingBy(FolderState::target)));
    }

    /** Returns the {@link #known} states of this source folder. */
    public List<FolderState> knownOf(FolderPair pair) {
        return knownBySource.getOrDefault(pair.source().rawName(), List.of());
    }

    /** Returns the {@link #known} states of this target folder, whichever source folders were copied into it. */
    public List<FolderState> knownIn(FolderPair pair) {
        return knownByTarget.getOrDefault(pair.targetRaw(), List.of());
    }

    /** Returns the folders that were not given up as a whole. */
    public List<FolderCopyState> reached() {
        return folders.stream().filter(folder -> !folder.isGivenUp()).toList();
    }

    /** Returns those of these states that are still valid, by raw name of the source folder. */
    Map<String, List<FolderState>> alive(List<FolderState> states) {
        return folders.isEmpty() ? Map.of() : folders.get(0).lives().knownBySource(states);
    }
}
