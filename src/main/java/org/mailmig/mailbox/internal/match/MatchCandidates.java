// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/** Finds the messages of both sides that have no pairing, with the header fields by which they are matched. */
final class MatchCandidates {
    private final StepContext work;
    private final List<FolderState> known;
    private final FolderGenerations lives;
    /** UIDVALIDITYs of the target folders, by raw name. */
    private final Map<String, Long> uidValidities = new HashMap<>();
    /** Messages listed in target folders to which no source folder goes. */
    private final List<MessageInfo> kept = new ArrayList<>();

    MatchCandidates(StepContext work, List<FolderState> known, FolderGenerations lives) {
        this.work = work;
        this.known = known;
        this.lives = lives;
    }

    /** Returns the UIDVALIDITY of a target folder that {@link #ofTarget} has read. */
    long uidValidity(String targetRaw) {
        return uidValidities.get(targetRaw);
    }

    /** Frees the memory of the listings. */
    void drop() {
        work.session().dropped(kept);
        kept.clear();
    }

    /** Returns the missing messages of the source with one of these keys. */
    Map<MatchKey, List<MatchCandidate>> ofSource(List<FolderCopyState> folders, Set<MatchKey> wanted) {
        Map<MatchKey, List<MatchCandidate>> found = new HashMap<>();
        for (FolderCopyState folder : folders) {
            if (folder.pairing().missing().isEmpty()) {
                continue;
            }
            String raw = folder.pair().source().rawName();
            for (MatchCandidate candidate :
                    candidates(work.session().source(), raw, folder.pairing().missing())) {
                if (wanted.contains(candidate.key())) {
                    found.computeIfAbsent(candidate.key(), key -> new ArrayList<>())
                            .add(candidate);
                }
            }
        }
        return found;
    }

    /** Returns messages of all target folders that no pairing of this mailbox names. */
    List<MatchCandidate> ofTarget(List<FolderCopyState> folders, List<ListedFolder> target) {
        Map<String, FolderCopyState> scanned = new HashMap<>();
        folders.forEach(folder -> scanned.put(folder.pair().targetRaw(), folder));
        Map<String, List<FolderState>> states = statesByTarget(folders);
        List<MatchCandidate> found = new ArrayList<>();
        for (ListedFolder folder : target) {
            String raw = folder.rawName();
            if (!folder.selectable() || folder.status() == null || isEmpty(folder, scanned.get(raw))) {
                continue;
            }
            work.checkNotStopping();
            long uidValidity = folder.status().uidValidity();
            uidValidities.put(raw, uidValidity);
            FolderCopyState pass = scanned.get(raw);
            List<MessageInfo> listed = pass != null ? pass.target().messages() : listTarget(raw);
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
                : scanned.target().messages().isEmpty();
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
                    connection.fetchFacts(UidSet.ALL, work.session().keeping(listed));
                    return null;
                }));
        kept.addAll(listed);
        return listed;
    }

    private List<MatchCandidate> candidates(
            MailboxConnections<? extends ReadOnlyConnection> side, String raw, List<MessageInfo> messages) {
        Map<Long, MessageInfo> facts = new HashMap<>();
        messages.forEach(message -> facts.put(message.uid(), message));
        List<MatchCandidate> found = new ArrayList<>();
        WireErrors.on(
                "reading headers of folder " + raw + " of " + side.who(),
                () -> side.with(connection -> {
                    connection.examine(raw);
                    connection.fetchHeader(MessageInfo.uids(sorted(messages)), MatchKey.FIELDS, (uid, octets) -> {
                        if (facts.containsKey(uid)) {
                            found.add(new MatchCandidate(raw, facts.get(uid), MatchKey.of(octets)));
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
}
