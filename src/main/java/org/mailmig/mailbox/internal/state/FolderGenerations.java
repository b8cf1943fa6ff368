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
 * Which of the ledger's folder pairs still mean what they meant. A folder that was made anew has another UIDVALIDITY and is
 * another folder (RFC 9051, 2.3.1.1). Safe for any number of threads.
 */
public final class FolderGenerations {
    /** A folder whose counters were refused: nothing speaks against it. */
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
     * What SELECT and EXAMINE answer counts more than what STATUS did: Courier gives a folder that was never opened another
     * UIDVALIDITY when it is.
     */
    public void opened(FolderPair pair, long sourceUidValidity, long targetUidValidity) {
        sources.put(FolderNames.inboxFolded(pair.source().rawName()), sourceUidValidity);
        targets.computeIfPresent(FolderNames.inboxFolded(pair.targetRaw()), (raw, old) -> targetUidValidity);
    }

    private static boolean same(Long now, long then) {
        return now != null && (now == UNTOLD || now == then);
    }

    /** Pairs of which the target folder is the same, or is gone: those of one made anew point nowhere. */
    public List<FolderState> known(List<FolderState> states) {
        List<FolderState> known = new ArrayList<>(states);
        known.removeIf(state -> targets.containsKey(FolderNames.inboxFolded(state.target())) && !sameTarget(state));
        return known;
    }

    /** {@link #known}, by raw name of the source folder: one look at each, however many folders there are. */
    public Map<String, List<FolderState>> knownBySource(List<FolderState> states) {
        return known(states).stream().collect(Collectors.groupingBy(FolderState::source));
    }

    public boolean sameTarget(FolderState state) {
        return same(targets.get(FolderNames.inboxFolded(state.target())), state.targetUidValidity());
    }

    public boolean sameSource(FolderState state) {
        return same(sources.get(FolderNames.inboxFolded(state.source())), state.sourceUidValidity());
    }

    /** The target folder did not stand when the pass began: its owner removed it. */
    public boolean isTargetGone(FolderState state) {
        return !targets.containsKey(FolderNames.inboxFolded(state.target()));
    }

    public boolean isSourceGone(FolderState state) {
        return !sources.containsKey(FolderNames.inboxFolded(state.source()));
    }
}
