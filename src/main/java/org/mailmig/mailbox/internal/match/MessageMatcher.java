// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.message.MatchKey;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Finds source messages that already exist anywhere in the target mailbox, whichever client put them there. Candidates have the same
 * Message-ID and Date, compared as raw bytes. A single candidate on either side with a Message-ID and the same size counts as a match;
 * otherwise the bodies decide. Matches as a multiset: two equal messages stay two. Never merges two different messages.
 */
public final class MessageMatcher {
    private final StepContext work;
    private final FolderGenerations lives;
    private final MatchCandidates candidates;

    public MessageMatcher(StepContext work, List<FolderState> known, FolderGenerations lives) {
        this.work = work;
        this.lives = lives;
        this.candidates = new MatchCandidates(work, known, lives);
    }

    /** Writes the pairings found into the ledger and removes the messages from each folder's missing ones. */
    public void match(List<FolderCopyState> folders, List<ListedFolder> target) {
        try {
            find(folders, target);
        } finally {
            candidates.drop();
        }
    }

    private void find(List<FolderCopyState> folders, List<ListedFolder> target) {
        List<MatchCandidate> there = candidates.ofTarget(folders, target);
        if (there.isEmpty()) {
            return;
        }
        Map<MatchKey, List<MatchCandidate>> byKey = new HashMap<>();
        there.forEach(candidate ->
                byKey.computeIfAbsent(candidate.key(), key -> new ArrayList<>()).add(candidate));
        Map<String, FolderCopyState> passes = new HashMap<>();
        folders.forEach(folder -> passes.put(folder.pair().source().rawName(), folder));
        Map<MatchKey, List<MatchCandidate>> here = candidates.ofSource(folders, byKey.keySet());
        record(new MatchDecision(work, passes).decide(here, byKey));
    }

    private void record(List<FoundMatch> matches) {
        Map<FolderCopyState, Map<String, List<FoundMatch>>> bySource = new HashMap<>();
        for (FoundMatch match : matches) {
            bySource.computeIfAbsent(match.source(), folder -> new HashMap<>())
                    .computeIfAbsent(match.targetRaw(), raw -> new ArrayList<>())
                    .add(match);
        }
        bySource.forEach((folder, byTarget) -> {
            byTarget.forEach((raw, found) -> {
                found.sort(java.util.Comparator.comparingLong(
                        match -> match.message().uid()));
                FolderState state = raw.equals(folder.state().target())
                        ? folder.state()
                        : work.folderStates()
                                .open(
                                        work.account(),
                                        folder.state().source(),
                                        folder.state().sourceUidValidity(),
                                        raw,
                                        candidates.uidValidity(raw));
                work.uidMappings()
                        .paired(
                                work.account(),
                                state.id(),
                                RunJoiner.pairings(
                                        found.stream()
                                                .map(match -> match.message().uid())
                                                .toList(),
                                        found.stream()
                                                .map(FoundMatch::targetUid)
                                                .toList(),
                                        false),
                                List.of());
            });
        });
        Map<String, List<FolderState>> states =
                lives.knownBySource(work.folderStates().folders(work.account().getMailbox()));
        bySource.forEach((folder, byTarget) -> forget(
                folder,
                byTarget.values().stream().flatMap(List::stream).toList(),
                states.getOrDefault(folder.pair().source().rawName(), List.of())));
    }

    private void forget(FolderCopyState folder, List<FoundMatch> matches, List<FolderState> states) {
        UidSet found =
                UidSet.of(matches.stream().map(match -> match.message().uid()).toList());
        work.expect(-found.size());
        folder.pairing()
                .match(
                        found,
                        UidMapping.load(
                                work.uidMappings(),
                                states,
                                folder.pair().source().rawName(),
                                folder.source().status().uidValidity()));
    }
}
