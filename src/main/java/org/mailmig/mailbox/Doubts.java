package org.mailmig.mailbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.FlagRun;
import org.mailmig.ledger.Intent;
import org.mailmig.ledger.UidRun;

/**
 * An APPEND whose answer never came: servers keep a message whose OK was lost, so the target is looked at, from the UIDNEXT
 * that the journal holds, before anything is sent again. Messages are told by their octets, with what servers alter masked.
 */
final class Doubts {
    private final Work work;
    private final FolderPass folder;

    Doubts(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Settles the intent in the ledger; returns the source UIDs that did land, of those that are not paired yet. The folder
     * must be selected on both sides.
     */
    UidSet settle(Intent intent, ImapConnection source, ImapConnection target) throws IOException {
        List<UidRun> paired = work.copies().pairings(folder.state.id());
        UidSet sent = UidSet.parse(intent.sourceUids()).minus(Pairs.sourceUids(paired));
        folder.doubted = true;
        UidSet landed = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(Pairs.targetUids(paired));
        if (landed.isEmpty() || sent.isEmpty()) {
            work.copies().looked(work.account, intent, List.of(), List.of(), Map.of());
            return UidSet.empty();
        }
        Map<String, Deque<Long>> there = new HashMap<>();
        Map<Long, Integer> atRisk = new HashMap<>();
        hashes(target, landed, new HashMap<>())
                .forEach((uid, hash) ->
                        there.computeIfAbsent(hash, key -> new ArrayDeque<>()).add(uid));
        List<Long> sourceUids = new ArrayList<>();
        List<Long> targetUids = new ArrayList<>();
        hashes(source, sent, atRisk).forEach((uid, hash) -> {
            Deque<Long> found = there.get(hash);
            if (found != null && !found.isEmpty()) {
                sourceUids.add(uid);
                targetUids.add(found.poll());
            }
        });
        atRisk.keySet().retainAll(sourceUids);
        work.copies()
                .looked(
                        work.account,
                        intent,
                        Runs.pairings(sourceUids, targetUids, true),
                        flagsSent(target, sourceUids, targetUids),
                        atRisk);
        return sourceUids.isEmpty() ? UidSet.empty() : UidSet.of(sourceUids);
    }

    /** What the target holds is what was sent with them: the base for what the source changes later. */
    private static List<FlagRun> flagsSent(ImapConnection target, List<Long> sourceUids, List<Long> targetUids)
            throws IOException {
        if (targetUids.isEmpty()) {
            return List.of();
        }
        Map<Long, MessageFacts> there = new HashMap<>();
        target.fetchFacts(UidSet.of(targetUids), message -> there.put(message.uid(), message));
        List<MessageFacts> sent = new ArrayList<>();
        for (int i = 0; i < sourceUids.size(); i++) {
            MessageFacts message = there.get(targetUids.get(i));
            if (message != null) {
                sent.add(new MessageFacts(
                        sourceUids.get(i), message.flags(), message.internalDate(), message.size(), message.modSeq()));
            }
        }
        return Runs.flags(sent);
    }

    /** Ascending by UID. */
    private static Map<Long, String> hashes(ImapConnection connection, UidSet uids, Map<Long, Integer> atRisk)
            throws IOException {
        Map<Long, String> hashes = new TreeMap<>();
        connection.fetchBodies(uids, (uid, size, octets) -> {
            Telltale look = new Telltale(OutputStream.nullOutputStream());
            hashes.put(uid, Hashes.masked(look.over(octets)));
            if (look.kinds() != 0) {
                atRisk.put(uid, look.kinds());
            }
        });
        return hashes;
    }
}
