package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Intent;

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

    /** Settles the intent in the ledger; returns the source UIDs that did land. The folder must be selected on both sides. */
    UidSet settle(Intent intent, ImapConnection source, ImapConnection target) throws IOException {
        UidSet sent = UidSet.parse(intent.sourceUids());
        UidSet landed = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(alreadyPaired());
        if (landed.isEmpty()) {
            work.copies().dropped(work.account, intent);
            return UidSet.empty();
        }
        Map<String, Deque<Long>> there = new HashMap<>();
        hashes(target, landed).forEach((uid, hash) -> there.computeIfAbsent(hash, key -> new ArrayDeque<>())
                .add(uid));
        List<Long> sourceUids = new ArrayList<>();
        List<Long> targetUids = new ArrayList<>();
        hashes(source, sent).forEach((uid, hash) -> {
            Deque<Long> found = there.get(hash);
            if (found != null && !found.isEmpty()) {
                sourceUids.add(uid);
                targetUids.add(found.poll());
            }
        });
        if (sourceUids.isEmpty()) {
            work.copies().dropped(work.account, intent);
            return UidSet.empty();
        }
        work.copies().landed(work.account, intent, Runs.pairings(sourceUids, targetUids, true), List.of());
        return UidSet.of(sourceUids);
    }

    private UidSet alreadyPaired() {
        UidSet paired = UidSet.empty();
        for (var run : work.copies().pairings(folder.state.id())) {
            paired = paired.plus(UidSet.range(run.target(), run.target() + run.count() - 1));
        }
        return paired;
    }

    /** Ascending by UID. */
    private static Map<Long, String> hashes(ImapConnection connection, UidSet uids) throws IOException {
        Map<Long, String> hashes = new TreeMap<>();
        connection.fetchBodies(uids, (uid, size, octets) -> hashes.put(uid, Hashes.masked(octets)));
        return hashes;
    }
}
