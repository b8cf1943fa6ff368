// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * The last check before an account may be DONE: compares what both sides count (EXISTS) and find (UID SEARCH) now with the ledger's
 * pairings. It uses nothing from the copy's own lists except the messages reported as not copied, so that it also detects a message
 * that a server left out of a listing or lost. Each message that is neither paired nor reported is a difference.
 */
final class FinalCheck {
    private final StepContext work;
    private final CopyPassResult pass;
    private final UidMapping.OfMailbox known;
    private final boolean strict;
    /** By raw name. */
    private final Map<String, FolderCount> source = new HashMap<>();

    private final Map<String, FolderCount> target = new HashMap<>();

    /**
     * @param known the ledger's pairings
     * @param strict whether the target is a clone that no other client uses
     */
    FinalCheck(StepContext work, CopyPassResult pass, UidMapping.OfMailbox known, boolean strict) {
        this.known = known;
        this.work = work;
        this.pass = pass;
        this.strict = strict;
    }

    /** Counts the folders that the pass copied, so that {@link #run} need not. Verify changes no count in between. */
    void countCopied() {
        Set<String> here = new LinkedHashSet<>();
        Set<String> there = new LinkedHashSet<>();
        for (FolderCopyState folder : opened()) {
            if (!folder.untouched()) {
                here.add(folder.pair().source().rawName());
                there.add(folder.pair().targetRaw());
            }
        }
        count(here, there);
    }

    private List<FolderCopyState> opened() {
        return pass.reached().stream().filter(folder -> folder.state() != null).toList();
    }

    /** Counts the folders that are not counted yet. */
    private void count(Set<String> here, Set<String> there) {
        here.removeAll(source.keySet());
        there.removeAll(target.keySet());
        source.putAll(WireErrors.on("counting the messages of both sides", () -> work.threads()
                .both(() -> count(work.session().source(), here), () -> {
                    target.putAll(count(work.session().target(), there));
                    return null;
                })));
    }

    void run() {
        Map<String, List<FolderState>> byTarget =
                known.states().stream().collect(Collectors.groupingBy(FolderState::target));
        Map<FolderCopyState, UidMapping> pairs = new HashMap<>();
        List<FolderCopyState> looked = new ArrayList<>();
        List<FolderCopyState> left = new ArrayList<>();
        Set<String> there = new LinkedHashSet<>();
        for (FolderCopyState folder : opened()) {
            UidMapping own = known.of(
                    folder.pair().source().rawName(), folder.source().status().uidValidity());
            pairs.put(folder, own);
            if (isAsChecked(folder, own)) {
                left.add(folder);
                continue;
            }
            looked.add(folder);
            there.add(folder.pair().targetRaw());
            own.placed().forEach(placed -> there.add(placed.state().target()));
        }
        // Two source folders may be joined in one target folder: a target UID must not be claimed by both.
        left.stream()
                .filter(folder -> there.contains(folder.pair().targetRaw()))
                .forEach(looked::add);
        Set<String> here = new LinkedHashSet<>();
        looked.forEach(folder -> here.add(folder.pair().source().rawName()));
        count(here, there);
        TargetCount targetCount = new TargetCount(work, strict, target);
        for (FolderCopyState folder : looked) {
            work.checkNotStopping();
            String raw = folder.pair().targetRaw();
            new SourceCount(work, folder, pairs.get(folder))
                    .check(source.get(folder.pair().source().rawName()));
            targetCount.check(folder, pairs.get(folder));
            if (!strict) {
                UidSet paired = paired(folder, byTarget.getOrDefault(raw, List.of()));
                new DuplicateWriters(work, folder).look(target.get(raw), paired);
            }
        }
    }

    /**
     * Returns whether an earlier FinalCheck found nothing here (otherwise the ledger has no counters) and the counters of both sides
     * are still the same, including HIGHESTMODSEQ: nothing was added, removed or changed. That each message the source counts is paired
     * can be checked without a query.
     */
    private static boolean isAsChecked(FolderCopyState folder, UidMapping pairs) {
        return folder.verification().isAsLeft()
                && folder.differences().isEmpty()
                && folder.differences().earlier().stream()
                        .allMatch(finding ->
                                finding.kind() == Finding.Kind.DECLARED || finding.kind() == Finding.Kind.SHORT)
                && pairs.placed().stream()
                        .allMatch(
                                placed -> placed.state().id() == folder.state().id())
                && folder.source().status().messages()
                        <= pairs.sourceUids().size()
                                - folder.pairing().goneAtSource().size();
    }

    /** Returns the target UIDs in this folder's target that any pairing names. */
    private UidSet paired(FolderCopyState folder, List<FolderState> states) {
        UidSet paired = UidSet.empty();
        for (FolderState state : states) {
            if (state.target().equals(folder.pair().targetRaw())
                    && state.targetUidValidity() == folder.state().targetUidValidity()) {
                paired = paired.plus(UidMapping.targetUids(known.runs(state)));
            }
        }
        return paired;
    }

    /** Returns the counts of folders, by raw name, without those that the server does not open. */
    static Map<String, FolderCount> count(MailboxConnections<?> side, Set<String> rawNames) {
        if (rawNames.isEmpty()) {
            return Map.of();
        }
        return WireErrors.on(
                "counting the messages of " + side.who(), () -> side.with(connection -> connection.count(rawNames)));
    }
}
