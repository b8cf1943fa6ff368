// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.folders.FolderPair;

/**
 * Tells which of the ledger's folder pairs are still valid. A folder that was recreated has another UIDVALIDITY and is another folder
 * (RFC 9051, 2.3.1.1). Safe for any number of threads.
 */
public final class FolderGenerations {
    /** A folder whose counters the server refused: its pairs are taken as valid. */
    private static final long UNTOLD = 0;

    private final Map<String, Long> sources;
    private final Map<String, Long> targets;

    public FolderGenerations(List<ListedFolder> source, List<ListedFolder> target) {
        sources = uidValidities(source);
        targets = uidValidities(target);
    }

    private static Map<String, Long> uidValidities(List<ListedFolder> folders) {
        Map<String, Long> found = new ConcurrentHashMap<>();
        folders.forEach(folder -> found.put(
                FolderNames.inboxFolded(folder.rawName()),
                folder.status() == null ? UNTOLD : folder.status().uidValidity()));
        return found;
    }

    /**
     * Records the UIDVALIDITY that SELECT and EXAMINE returned. It overrides that of STATUS: Courier gives a folder that was never
     * opened another UIDVALIDITY at its first SELECT.
     */
    public void opened(FolderPair pair, long sourceUidValidity, long targetUidValidity) {
        sources.put(FolderNames.inboxFolded(pair.source().rawName()), sourceUidValidity);
        targets.computeIfPresent(FolderNames.inboxFolded(pair.targetRaw()), (raw, old) -> targetUidValidity);
    }

    private static boolean same(Long now, long then) {
        return now != null && (now == UNTOLD || now == then);
    }

    /** Returns the pairs whose target folder is the same or was removed. Pairs of a recreated target folder are no longer valid. */
    public List<FolderState> known(List<FolderState> states) {
        List<FolderState> known = new ArrayList<>(states);
        known.removeIf(state -> targets.containsKey(FolderNames.inboxFolded(state.target())) && !sameTarget(state));
        return known;
    }

    /** Returns {@link #known} by raw name of the source folder; avoids a scan per folder. */
    public Map<String, List<FolderState>> knownBySource(List<FolderState> states) {
        return known(states).stream().collect(Collectors.groupingBy(FolderState::source));
    }

    public boolean sameTarget(FolderState state) {
        return same(targets.get(FolderNames.inboxFolded(state.target())), state.targetUidValidity());
    }

    public boolean sameSource(FolderState state) {
        return same(sources.get(FolderNames.inboxFolded(state.source())), state.sourceUidValidity());
    }

    /** Returns whether the target folder did not exist when the pass began: its owner removed it. */
    public boolean isTargetGone(FolderState state) {
        return !targets.containsKey(FolderNames.inboxFolded(state.target()));
    }

    public boolean isSourceGone(FolderState state) {
        return !sources.containsKey(FolderNames.inboxFolded(state.source()));
    }
}
