// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.journal.UidMappings;

/** Where the messages of one source folder are in the target, according to the ledger. A snapshot; safe for any thread. */
public final class UidMapping {
    /** A run within one target folder. */
    public record Placed(FolderState state, UidRun run) {}

    private final List<Placed> placed;
    private final UidSet sourceUids;

    private UidMapping(List<Placed> placed) {
        this.placed = placed;
        this.sourceUids = set(placed.stream().map(Placed::run).toList(), true);
    }

    /**
     * Loads the mapping. {@code known} are all folder states of the mailbox: messages of one source folder may be in several target
     * folders.
     */
    public static UidMapping load(
            UidMappings mappings, List<FolderState> known, String sourceRaw, long sourceUidValidity) {
        return of(mappings::pairings, known, sourceRaw, sourceUidValidity);
    }

    private static UidMapping of(
            LongFunction<List<UidRun>> runs, List<FolderState> known, String sourceRaw, long sourceUidValidity) {
        List<Placed> placed = new ArrayList<>();
        for (FolderState state : known) {
            if (state.source().equals(sourceRaw) && state.sourceUidValidity() == sourceUidValidity) {
                runs.apply(state.id()).forEach(run -> placed.add(new Placed(state, run)));
            }
        }
        placed.sort(Comparator.comparingLong(one -> one.run().source()));
        return new UidMapping(placed);
    }

    /** The ledger's UID mapping of a whole mailbox at one moment, read in two queries regardless of the number of folders. */
    public static final class OfMailbox {
        private final List<FolderState> states;
        private final Map<Long, List<UidRun>> runs;
        private final Map<String, List<FolderState>> alive;

        /** @param lives tells which of the ledger's folders are still valid */
        public OfMailbox(Ledger ledger, long mailbox, CopyPassResult lives) {
            states = ledger.folderStates().folders(mailbox);
            runs = ledger.uidMappings().pairingsOf(mailbox);
            alive = lives.alive(states);
        }

        public List<FolderState> states() {
            return states;
        }

        public List<UidRun> runs(FolderState state) {
            return runs.getOrDefault(state.id(), List.of());
        }

        /** Returns the mapping of a source folder, in all its target folders. */
        public UidMapping of(String sourceRaw, long sourceUidValidity) {
            return UidMapping.of(
                    id -> runs.getOrDefault(id, List.of()),
                    alive.getOrDefault(sourceRaw, List.of()),
                    sourceRaw,
                    sourceUidValidity);
        }
    }

    public UidSet sourceUids() {
        return sourceUids;
    }

    public boolean isEmpty() {
        return placed.isEmpty();
    }

    public List<Placed> placed() {
        return placed;
    }

    /** Returns the mapped target UIDs within one target folder. */
    public UidSet targetUids(String targetRaw, long targetUidValidity) {
        return set(
                placed.stream()
                        .filter(one -> one.state().target().equals(targetRaw)
                                && one.state().targetUidValidity() == targetUidValidity)
                        .map(Placed::run)
                        .toList(),
                false);
    }

    /** Returns the run that contains {@code sourceUid}, or {@code null}. */
    public Placed find(long sourceUid) {
        int low = 0;
        int high = placed.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            UidRun run = placed.get(middle).run();
            if (sourceUid < run.source()) {
                high = middle - 1;
            } else if (sourceUid >= run.source() + run.count()) {
                low = middle + 1;
            } else {
                return placed.get(middle);
            }
        }
        return null;
    }

    /** Returns the target UID of {@code sourceUid} in the target folder of this state, or 0. */
    public long target(long sourceUid, FolderState state) {
        Placed found = find(sourceUid);
        return found == null || found.state().id() != state.id()
                ? 0
                : found.run().targetOf(sourceUid);
    }

    /** Returns the target UIDs of the runs. */
    public static UidSet targetUids(List<UidRun> runs) {
        return set(runs, false);
    }

    /** Returns the source UIDs of the runs. */
    public static UidSet sourceUids(List<UidRun> runs) {
        return set(runs, true);
    }

    private static UidSet set(List<UidRun> runs, boolean source) {
        if (runs.isEmpty()) {
            return UidSet.empty();
        }
        return UidSet.parse(runs.stream()
                .map(run -> {
                    long first = source ? run.source() : run.target();
                    return first + ":" + (first + run.count() - 1);
                })
                .collect(Collectors.joining(",")));
    }
}
