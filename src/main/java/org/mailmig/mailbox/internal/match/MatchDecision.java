// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.message.MatchKey;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** Decides which candidates are the same message: by size where that proves it, else by their bodies. Matches as a multiset. */
final class MatchDecision {
    private final StepContext work;
    private final Map<String, FolderCopyState> passes;
    private final List<FoundMatch> matches = new ArrayList<>();

    /** @param passes the folders of the pass, by raw name of the source folder */
    MatchDecision(StepContext work, Map<String, FolderCopyState> passes) {
        this.work = work;
        this.passes = passes;
    }

    /** Returns the matches among source and target messages with the same key. */
    List<FoundMatch> decide(Map<MatchKey, List<MatchCandidate>> here, Map<MatchKey, List<MatchCandidate>> there) {
        List<MatchCandidate> sourceUndecided = new ArrayList<>();
        List<MatchCandidate> targetUndecided = new ArrayList<>();
        here.forEach((key, sources) -> {
            List<MatchCandidate> targets = there.get(key);
            if (sources.size() == 1 && targets.size() == 1 && isProved(sources.get(0), targets.get(0))) {
                matches.add(match(sources.get(0), targets.get(0)));
            } else {
                sourceUndecided.addAll(sources);
                targetUndecided.addAll(targets);
            }
        });
        if (!sourceUndecided.isEmpty()) {
            decideByBodies(sourceUndecided, targetUndecided);
        }
        return matches;
    }

    /**
     * Returns whether the two match without a comparison of bodies. Drafts are always compared by body: an autosaved draft may have the
     * same headers as an older one.
     */
    private static boolean isProved(MatchCandidate source, MatchCandidate target) {
        return source.key().hasMessageId()
                && source.facts().size() == target.facts().size()
                && !source.facts().flags().has("\\Draft")
                && !target.facts().flags().has("\\Draft");
    }

    private void decideByBodies(List<MatchCandidate> sources, List<MatchCandidate> targets) {
        Map<String, Deque<MatchCandidate>> there = new HashMap<>();
        bodies(work.session().target(), targets)
                .forEach((candidate, hash) -> there.computeIfAbsent(candidate.key() + hash, key -> new ArrayDeque<>())
                        .add(candidate));
        Map<MatchCandidate, String> here = bodies(work.session().source(), sources);
        List<MatchCandidate> elsewhere = new ArrayList<>();
        here.forEach((candidate, hash) -> {
            String mapped = passes.get(candidate.folder()).pair().targetRaw();
            Deque<MatchCandidate> same = there.getOrDefault(candidate.key() + hash, new ArrayDeque<>());
            MatchCandidate found = same.stream()
                    .filter(target -> target.folder().equals(mapped))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                elsewhere.add(candidate);
            } else {
                same.remove(found);
                matches.add(match(candidate, found));
            }
        });
        for (MatchCandidate candidate : elsewhere) {
            Deque<MatchCandidate> same = there.getOrDefault(candidate.key() + here.get(candidate), new ArrayDeque<>());
            if (!same.isEmpty()) {
                matches.add(match(candidate, same.poll()));
            }
        }
    }

    /** Hashes the bodies, in the order of folders and UIDs. */
    private Map<MatchCandidate, String> bodies(
            MailboxConnections<? extends ReadOnlyConnection> side, List<MatchCandidate> candidates) {
        Map<String, Map<Long, MatchCandidate>> byFolder = new TreeMap<>();
        candidates.forEach(candidate -> byFolder.computeIfAbsent(candidate.folder(), raw -> new TreeMap<>())
                .put(candidate.facts().uid(), candidate));
        Map<MatchCandidate, String> hashes = new java.util.LinkedHashMap<>();
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
            ReadOnlyConnection connection,
            String raw,
            Map<Long, MatchCandidate> wanted,
            Map<MatchCandidate, String> hashes)
            throws IOException {
        connection.examine(raw);
        connection.fetchBodies(UidSet.of(wanted.keySet()), (uid, size, octets) -> {
            MatchCandidate candidate = wanted.get(uid);
            if (candidate != null) {
                hashes.put(candidate, MessageHashes.body(octets));
            }
        });
    }

    private FoundMatch match(MatchCandidate source, MatchCandidate target) {
        return new FoundMatch(
                passes.get(source.folder()),
                source.facts(),
                target.folder(),
                target.facts().uid());
    }
}
