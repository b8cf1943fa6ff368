// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Intent;
import org.mailmig.ledger.UidRun;

/**
 * The further looks for APPENDs that were in doubt: one that was still under way when we looked first, as of a worker that was
 * stopped and went on, has landed beside what we sent again. Octet for octet the same as a message that this very intent
 * paired, above its UIDNEXT and paired with nothing: that is ours, and one of both goes.
 */
final class LateArrivals {
    private final Work work;
    private final FolderPass folder;
    private UidSet doubles = UidSet.empty();

    LateArrivals(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Before anything is sent, and where the target gave other UIDs than were due. The folder is selected on both sides.
     *
     * @return source UIDs of those that landed late and were not sent again: they stand now
     */
    UidSet lookAgain(ReadOnlyConnection source, ImapConnection target) throws IOException {
        UidSet landed = UidSet.empty();
        for (Intent intent : looked()) {
            landed = landed.plus(new Doubts(work, folder).lookFor(intent, source, target));
            removeDoubles(target, intent);
        }
        return landed;
    }

    /** Target UIDs of what stood there twice. */
    UidSet doubles() {
        return doubles;
    }

    private List<Intent> looked() {
        return work.copies().doubts(folder.state.id()).stream()
                .filter(Intent::looked)
                .toList();
    }

    /** After the last message of the pass. Does nothing where no APPEND was in doubt. */
    void removeDoubles() {
        if (!folder.doubted || folder.state == null) {
            return;
        }
        List<Intent> intents = looked();
        Faults.on(
                "looking again at folder " + folder.pair.targetName() + " of " + work.session.target.who(),
                () -> work.session.target.with(connection -> {
                    var selected = connection.select(folder.pair.targetRaw());
                    if (selected.status().uidValidity() == folder.state.targetUidValidity()) {
                        new Placeholders(work, folder).remove(connection);
                        for (Intent intent : intents) {
                            removeDoubles(connection, intent);
                        }
                    }
                    return null;
                }));
        intents.forEach(intent -> work.copies().dropped(work.account, intent));
        work.copies().placeholdersGone(work.account, folder.state.id());
    }

    private void removeDoubles(ImapConnection target, Intent intent) throws IOException {
        List<UidRun> runs = work.copies().pairings(folder.state.id());
        UidSet late = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(Pairs.targetUids(runs));
        Map<Long, Long> sources = sources(runs, UidSet.parse(intent.sourceUids()));
        if (late.isEmpty() || sources.isEmpty()) {
            return;
        }
        Map<String, List<Long>> ours = new HashMap<>();
        target.fetchBodies(UidSet.of(sources.keySet()), (uid, size, octets) -> ours.computeIfAbsent(
                        Hashes.masked(octets), none -> new ArrayList<>())
                .add(uid));
        List<Long> surplus = new ArrayList<>();
        Map<Long, Long> better = new TreeMap<>();
        target.fetchBodies(late, (uid, size, octets) -> {
            List<Long> same = ours.getOrDefault(Hashes.masked(octets), List.of());
            if (!same.isEmpty()) {
                // Where UIDs are kept, the one that landed late may have the source's.
                long twin = same.stream()
                        .filter(each -> sources.get(each) == uid)
                        .findFirst()
                        .orElse(same.get(0));
                same.remove(twin);
                boolean keepLate = sources.get(twin) == uid;
                surplus.add(keepLate ? twin : uid);
                if (keepLate) {
                    better.put(uid, uid);
                }
            }
        });
        if (!surplus.isEmpty()) {
            pair(better);
            remove(target, UidSet.of(surplus));
        }
    }

    /** In their place the ones that landed late are the messages' counterparts. */
    private void pair(Map<Long, Long> better) {
        if (better.isEmpty()) {
            return;
        }
        work.copies()
                .paired(
                        work.account,
                        folder.state.id(),
                        Runs.pairings(List.copyOf(better.keySet()), List.copyOf(better.values()), true),
                        List.of());
        folder.written.replaceAll(one -> better.containsKey(one.source().uid())
                ? new FolderPass.Written(one.source(), better.get(one.source().uid()), one.flags(), one.size())
                : one);
    }

    private void remove(ImapConnection target, UidSet surplus) throws IOException {
        doubles = doubles.plus(surplus);
        String text = "folder " + folder.pair.targetName() + ": an APPEND in doubt landed late and doubled target UIDs "
                + surplus;
        if (!target.removesSingly()) {
            work.warn(text + "; the target cannot remove single messages (no UIDPLUS), remove them by hand");
            return;
        }
        work.goOn();
        work.ledger.accounts().check(work.account);
        work.event(EventKind.DOUBLED, text + ", which are removed");
        target.remove(surplus);
    }

    /** Source UIDs of the wanted messages by where they stand. */
    private static Map<Long, Long> sources(List<UidRun> runs, UidSet wanted) {
        Map<Long, Long> sources = new HashMap<>();
        for (UidRun run : runs) {
            UidSet.range(run.source(), run.source() + run.count() - 1).and(wanted).stream()
                    .forEach(uid -> sources.put(run.target() + uid - run.source(), uid));
        }
        return sources;
    }
}
