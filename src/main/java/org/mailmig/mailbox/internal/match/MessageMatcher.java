// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.message.MatchKey;
import org.mailmig.mailbox.internal.message.MessageHashes;
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
    private final List<FolderState> known;
    private final FolderGenerations lives;
    /** Messages listed in target folders to which no source folder goes. */
    private final List<MessageInfo> kept = new ArrayList<>();

    public MessageMatcher(StepContext work, List<FolderState> known, FolderGenerations lives) {
        this.work = work;
        this.known = known;
        this.lives = lives;
    }

    /** A message that has no pairing yet; {@code folder} is the raw name on its own side. */
    private record Candidate(String folder, MessageInfo facts, MatchKey key) {}

    /** A source message found in the target. */
    private record Match(FolderCopyState source, MessageInfo message, String targetRaw, long targetUid) {}

    /** Writes the pairings found into the ledger and removes the messages from each folder's missing ones. */
    public void match(List<FolderCopyState> folders, List<ListedFolder> target) {
        try {
            find(folders, target);
        } finally {
            work.session().dropped(kept);
            kept.clear();
        }
    }

    private void find(List<FolderCopyState> folders, List<ListedFolder> target) {
        Map<String, Long> uidValidities = new HashMap<>();
        List<Candidate> there = targetCandidates(folders, target, uidValidities);
        if (there.isEmpty()) {
            return;
        }
        Map<MatchKey, List<Candidate>> byKey = new HashMap<>();
        there.forEach(candidate ->
                byKey.computeIfAbsent(candidate.key(), key -> new ArrayList<>()).add(candidate));
        Map<String, FolderCopyState> passes = new HashMap<>();
        folders.forEach(folder -> passes.put(folder.pair().source().rawName(), folder));
        Map<MatchKey, List<Candidate>> here = sourceCandidates(folders, byKey.keySet());
        List<Match> matches = new ArrayList<>();
        decide(here, byKey, passes, matches);
        record(matches, uidValidities);
    }

    private Map<MatchKey, List<Candidate>> sourceCandidates(List<FolderCopyState> folders, Set<MatchKey> wanted) {
        Map<MatchKey, List<Candidate>> found = new HashMap<>();
        for (FolderCopyState folder : folders) {
            if (folder.missing().isEmpty()) {
                continue;
            }
            String raw = folder.pair().source().rawName();
            for (Candidate candidate : candidates(work.session().source(), raw, folder.missing())) {
                if (wanted.contains(candidate.key())) {
                    found.computeIfAbsent(candidate.key(), key -> new ArrayList<>())
                            .add(candidate);
                }
            }
        }
        return found;
    }

    /** Returns messages of all target folders that no pairing of this mailbox names. */
    private List<Candidate> targetCandidates(
            List<FolderCopyState> folders, List<ListedFolder> target, Map<String, Long> uidValidities) {
        Map<String, FolderCopyState> scanned = new HashMap<>();
        folders.forEach(folder -> scanned.put(folder.pair().targetRaw(), folder));
        Map<String, List<FolderState>> states = statesByTarget(folders);
        List<Candidate> found = new ArrayList<>();
        for (ListedFolder folder : target) {
            String raw = folder.rawName();
            if (!folder.selectable() || folder.status() == null || isEmpty(folder, scanned.get(raw))) {
                continue;
            }
            work.checkNotStopping();
            long uidValidity = folder.status().uidValidity();
            uidValidities.put(raw, uidValidity);
            FolderCopyState pass = scanned.get(raw);
            List<MessageInfo> listed = pass != null ? pass.targetListed() : listTarget(raw);
            UidSet paired = paired(states.getOrDefault(raw, List.of()), uidValidity);
            List<MessageInfo> free = listed.stream()
                    .filter(message -> !paired.contains(message.uid()))
                    .toList();
            if (!free.isEmpty()) {
                found.addAll(candidates(work.session().target(), raw, free));
            }
        }
        return found;
    }

    private static boolean isEmpty(ListedFolder folder, FolderCopyState scanned) {
        return scanned == null
                ? folder.status().messages() == 0
                : scanned.targetListed().isEmpty();
    }

    private Map<String, List<FolderState>> statesByTarget(List<FolderCopyState> folders) {
        List<FolderState> states = new ArrayList<>(known);
        states.removeIf(
                state -> !lives.sameSource(state)); // their source folder no longer exists: they may be found again
        folders.forEach(folder -> states.add(folder.state()));
        return states.stream().collect(Collectors.groupingBy(FolderState::target));
    }

    private UidSet paired(List<FolderState> states, long uidValidity) {
        List<UidRun> runs = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (FolderState state : states) {
            if (state.targetUidValidity() == uidValidity && seen.add(state.id())) {
                runs.addAll(work.uidMappings().pairings(state.id()));
            }
        }
        return UidMapping.targetUids(runs);
    }

    private List<MessageInfo> listTarget(String raw) {
        List<MessageInfo> listed = new ArrayList<>();
        WireErrors.on(
                "listing target folder " + raw, () -> work.session().target().with(connection -> {
                    connection.examine(raw);
                    connection.fetchFacts(
                            UidSet.range(1, 0xFFFFFFFFL), work.session().keeping(listed));
                    return null;
                }));
        kept.addAll(listed);
        return listed;
    }

    private List<Candidate> candidates(
            MailboxConnections<? extends ReadOnlyConnection> side, String raw, List<MessageInfo> messages) {
        Map<Long, MessageInfo> facts = new HashMap<>();
        messages.forEach(message -> facts.put(message.uid(), message));
        List<Candidate> found = new ArrayList<>();
        WireErrors.on(
                "reading headers of folder " + raw + " of " + side.who(),
                () -> side.with(connection -> {
                    connection.examine(raw);
                    connection.fetchHeader(MessageInfo.uids(sorted(messages)), MatchKey.FIELDS, (uid, octets) -> {
                        if (facts.containsKey(uid)) {
                            found.add(new Candidate(raw, facts.get(uid), MatchKey.of(octets)));
                        }
                    });
                    return null;
                }));
        return found;
    }

    private static List<MessageInfo> sorted(List<MessageInfo> messages) {
        return messages.stream()
                .sorted(java.util.Comparator.comparingLong(MessageInfo::uid))
                .toList();
    }

    private void decide(
            Map<MatchKey, List<Candidate>> here,
            Map<MatchKey, List<Candidate>> there,
            Map<String, FolderCopyState> passes,
            List<Match> matches) {
        List<Candidate> sourceUndecided = new ArrayList<>();
        List<Candidate> targetUndecided = new ArrayList<>();
        here.forEach((key, sources) -> {
            List<Candidate> targets = there.get(key);
            if (sources.size() == 1 && targets.size() == 1 && isProved(sources.get(0), targets.get(0))) {
                matches.add(match(passes, sources.get(0), targets.get(0)));
            } else {
                sourceUndecided.addAll(sources);
                targetUndecided.addAll(targets);
            }
        });
        if (!sourceUndecided.isEmpty()) {
            decideByBodies(sourceUndecided, targetUndecided, passes, matches);
        }
    }

    /**
     * Returns whether the two match without a comparison of bodies. Drafts are always compared by body: an autosaved draft may have the
     * same headers as an older one.
     */
    private static boolean isProved(Candidate source, Candidate target) {
        return source.key().hasMessageId()
                && source.facts().size() == target.facts().size()
                && !source.facts().flags().has("\\Draft")
                && !target.facts().flags().has("\\Draft");
    }

    private void decideByBodies(
            List<Candidate> sources,
            List<Candidate> targets,
            Map<String, FolderCopyState> passes,
            List<Match> matches) {
        Map<String, Deque<Candidate>> there = new HashMap<>();
        bodies(work.session().target(), targets)
                .forEach((candidate, hash) -> there.computeIfAbsent(candidate.key() + hash, key -> new ArrayDeque<>())
                        .add(candidate));
        Map<Candidate, String> here = bodies(work.session().source(), sources);
        List<Candidate> elsewhere = new ArrayList<>();
        here.forEach((candidate, hash) -> {
            String mapped = passes.get(candidate.folder()).pair().targetRaw();
            Deque<Candidate> same = there.getOrDefault(candidate.key() + hash, new ArrayDeque<>());
            Candidate found = same.stream()
                    .filter(target -> target.folder().equals(mapped))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                elsewhere.add(candidate);
            } else {
                same.remove(found);
                matches.add(match(passes, candidate, found));
            }
        });
        for (Candidate candidate : elsewhere) {
            Deque<Candidate> same = there.getOrDefault(candidate.key() + here.get(candidate), new ArrayDeque<>());
            if (!same.isEmpty()) {
                matches.add(match(passes, candidate, same.poll()));
            }
        }
    }

    /** Hashes the bodies, in the order of folders and UIDs. */
    private Map<Candidate, String> bodies(
            MailboxConnections<? extends ReadOnlyConnection> side, List<Candidate> candidates) {
        Map<String, Map<Long, Candidate>> byFolder = new TreeMap<>();
        candidates.forEach(candidate -> byFolder.computeIfAbsent(candidate.folder(), raw -> new TreeMap<>())
                .put(candidate.facts().uid(), candidate));
        Map<Candidate, String> hashes = new java.util.LinkedHashMap<>();
        byFolder.forEach((raw, wanted) -> {
            work.checkNotStopping();
            WireErrors.on(
                    "reading bodies of folder " + raw + " of " + side.who(),
                    () -> side.with(connection -> {
                        hashInto(connection, raw, wanted, hashes);
                        return null;
                    }));
        });
        return hashes;
    }

    private static void hashInto(
            ReadOnlyConnection connection, String raw, Map<Long, Candidate> wanted, Map<Candidate, String> hashes)
            throws IOException {
        connection.examine(raw);
        connection.fetchBodies(UidSet.of(wanted.keySet()), (uid, size, octets) -> {
            Candidate candidate = wanted.get(uid);
            if (candidate != null) {
                hashes.put(candidate, MessageHashes.body(octets));
            }
        });
    }

    private static Match match(Map<String, FolderCopyState> passes, Candidate source, Candidate target) {
        return new Match(
                passes.get(source.folder()),
                source.facts(),
                target.folder(),
                target.facts().uid());
    }

    private void record(List<Match> matches, Map<String, Long> uidValidities) {
        Map<FolderCopyState, Map<String, List<Match>>> bySource = new HashMap<>();
        for (Match match : matches) {
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
                                        uidValidities.get(raw));
                work.uidMappings()
                        .paired(
                                work.account(),
                                state.id(),
                                RunJoiner.pairings(
                                        found.stream()
                                                .map(match -> match.message().uid())
                                                .toList(),
                                        found.stream().map(Match::targetUid).toList(),
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

    private void forget(FolderCopyState folder, List<Match> matches, List<FolderState> states) {
        UidSet found =
                UidSet.of(matches.stream().map(match -> match.message().uid()).toList());
        folder.setMissing(folder.missing().stream()
                .filter(message -> !found.contains(message.uid()))
                .toList());
        work.expect(-found.size());
        folder.setPairs(UidMapping.load(
                work.uidMappings(),
                states,
                folder.pair().source().rawName(),
                folder.sourceStatus().uidValidity()));
    }
}
