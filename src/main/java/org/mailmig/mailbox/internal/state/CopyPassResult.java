// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.folders.FolderPair;

/**
 * One whole copy pass.
 *
 * @param cloning the target is meant to hold nothing but what we put there
 * @param folders in the plan's order
 * @param known the ledger's folder states before the pass
 * @param rolledBack set once a folder shows that the target is older than the ledger
 * @param knownBySource {@code known} by raw name of the source folder: one look at each, however many folders there are
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

    /** {@link #known} of this source folder. */
    public List<FolderState> knownOf(FolderPair pair) {
        return knownBySource.getOrDefault(pair.source().rawName(), List.of());
    }

    /** {@link #known} of this target folder, whatever was copied into it. */
    public List<FolderState> knownIn(FolderPair pair) {
        return knownByTarget.getOrDefault(pair.targetRaw(), List.of());
    }

    /** Those that were not given up as a whole. */
    public List<FolderCopyState> reached() {
        return folders.stream().filter(folder -> !folder.isGivenUp()).toList();
    }

    /** Of these states, those that still mean what they meant, by raw name of the source folder. */
    Map<String, List<FolderState>> alive(List<FolderState> states) {
        return folders.isEmpty() ? Map.of() : folders.get(0).lives.knownBySource(states);
    }
}
