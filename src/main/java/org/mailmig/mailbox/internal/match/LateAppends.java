// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;

/**
 * Finds APPENDs in doubt that were still under way at the first look, such as those of a suspended worker that resumed: they were
 * stored in addition to what was sent again. A message that is byte for byte the same as one that this very intent paired, has a UID
 * above its UIDNEXT and no pairing is ours, and one of the two is removed.
 */
public final class LateAppends {
    private final StepContext work;
    private final FolderCopyState folder;
    private UidSet doubles = UidSet.empty();

    public LateAppends(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Looks again before anything is sent, and when the target assigned other UIDs than expected. The folder must be selected on both
     * sides.
     *
     * @return source UIDs of those that were stored late and not sent again: they exist now
     */
    public UidSet lookAgain(ReadOnlyConnection source, ImapConnection target) throws IOException {
        UidSet landed = UidSet.empty();
        for (PendingAppend intent : looked()) {
            landed = landed.plus(new InDoubtAppends(work, folder).lookFor(intent, source, target));
            removeDoubles(target, intent);
        }
        return landed;
    }

    /** Returns the target UIDs of messages that existed twice. */
    public UidSet doubles() {
        return doubles;
    }

    private List<PendingAppend> looked() {
        return work.copies().doubts(folder.state().id()).stream()
                .filter(PendingAppend::looked)
                .toList();
    }

    /** Removes duplicates after the last message of the pass. Does nothing if no APPEND was in doubt. */
    public void removeDoubles() {
        if (!folder.pairing().isDoubted() || folder.state() == null) {
            return;
        }
        List<PendingAppend> intents = looked();
        WireErrors.on(
                "looking again at folder " + folder.pair().targetName() + " of "
                        + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    var selected = connection.select(folder.pair().targetRaw());
                    if (selected.status().uidValidity() == folder.state().targetUidValidity()) {
                        new GapFillers(work, folder).remove(connection);
                        for (PendingAppend intent : intents) {
                            removeDoubles(connection, intent);
                        }
                    }
                    return null;
                }));
        intents.forEach(intent -> work.copies().dropped(work.account(), intent));
        work.copies().placeholdersGone(work.account(), folder.state().id());
    }

    private void removeDoubles(ImapConnection target, PendingAppend intent) throws IOException {
        List<UidRun> runs = work.uidMappings().pairings(folder.state().id());
        UidSet late = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(UidMapping.targetUids(runs));
        Map<Long, Long> sources = sources(runs, UidSet.parse(intent.sourceUids()));
        if (late.isEmpty() || sources.isEmpty()) {
            return;
        }
        Map<String, List<Long>> ours = new HashMap<>();
        target.fetchBodies(UidSet.of(sources.keySet()), (uid, size, octets) -> ours.computeIfAbsent(
                        MessageHashes.masked(octets), none -> new ArrayList<>())
                .add(uid));
        List<Long> surplus = new ArrayList<>();
        Map<Long, Long> better = new TreeMap<>();
        target.fetchBodies(late, (uid, size, octets) -> {
            List<Long> same = ours.getOrDefault(MessageHashes.masked(octets), List.of());
            if (!same.isEmpty()) {
                // Where UIDs are preserved, the message that was stored late may have the source's UID.
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

    /** Pairs the source messages with those that were stored late instead. */
    private void pair(Map<Long, Long> better) {
        if (better.isEmpty()) {
            return;
        }
        work.uidMappings()
                .paired(
                        work.account(),
                        folder.state().id(),
                        RunJoiner.pairings(List.copyOf(better.keySet()), List.copyOf(better.values()), true),
                        List.of());
        folder.written().move(better);
    }

    private void remove(ImapConnection target, UidSet surplus) throws IOException {
        doubles = doubles.plus(surplus);
        String text = "folder " + folder.pair().targetName()
                + ": an APPEND without an answer was stored late and duplicated target UIDs " + surplus;
        if (!target.removesSingly()) {
            work.warn(text + "; the target cannot remove single messages (no UIDPLUS), remove them by hand");
            return;
        }
        work.checkNotStopping();
        work.ledger().leases().check(work.account());
        work.event(EventKind.DOUBLED, text + ", which are removed");
        target.remove(surplus);
    }

    /** Returns the source UIDs of the wanted messages, by target UID. */
    private static Map<Long, Long> sources(List<UidRun> runs, UidSet wanted) {
        Map<Long, Long> sources = new HashMap<>();
        for (UidRun run : runs) {
            UidSet.range(run.source(), run.source() + run.count() - 1).and(wanted).stream()
                    .forEach(uid -> sources.put(run.target() + uid - run.source(), uid));
        }
        return sources;
    }
}
