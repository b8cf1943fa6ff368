// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Handles messages that are in the target but no longer at the source. They are kept and reported. With {@code mailmig.merge.removals =
 * follow} they are removed, but only if the ledger proves that mailmig put them there, their flags are as mailmig left them, and the
 * target is not yet in use.
 */
final class Removals {
    private final StepContext work;
    private final FolderCopyState folder;

    Removals(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    boolean follow() {
        return !work.isCloning()
                && work.settings().get("mailmig.merge.removals").equals("follow")
                && !work.ledger().forwarders().isPastClear(work.account().getMailbox());
    }

    /** Returns whether the source did not list some paired messages although the target still shows some. */
    boolean areLikely() {
        return !folder.target().messages().isEmpty() && !unlisted().isEmpty();
    }

    /** Handles the removals. Both folders must be selected, the target's for writing. */
    void run(ReadOnlyConnection source, ImapConnection target) throws IOException {
        UidSet gone = goneAtSource(source);
        if (gone.isEmpty()) {
            return;
        }
        Map<Long, Long> ours = new HashMap<>();
        UidSet standing = standing(gone, ours);
        if (standing.isEmpty()) {
            return;
        }
        UidSet removed = follow() ? remove(target, ours) : UidSet.empty();
        folder.pairing().keepGoneAtSource(standing.minus(removed));
        synchronized (work.account()) {
            work.account().getResult().removed += removed.size();
        }
    }

    private UidSet unlisted() {
        long uidNext = folder.source().status().uidNext();
        UidSet paired = folder.pairing().mapping().sourceUids();
        if (uidNext > 0) {
            paired =
                    paired.minus(UidSet.range(uidNext, UidSet.LARGEST)); // a source that was rolled back proves nothing
        }
        return paired.minus(folder.source().uids());
    }

    /** Returns paired source UIDs that were not listed and do not exist when queried by UID. */
    private UidSet goneAtSource(ReadOnlyConnection source) throws IOException {
        UidSet gone = folder.notCopied().unlisted() > 0 ? UidSet.empty() : unlisted();
        if (gone.isEmpty()) {
            return gone;
        }
        gone = gone.minus(source.searchFrom(1)); // FETCH may omit messages that exist
        List<Long> there = new ArrayList<>();
        source.fetchFacts(gone, message -> there.add(message.uid()));
        return there.isEmpty() ? gone : gone.minus(UidSet.of(there));
    }

    /**
     * Returns the target UIDs of those that are in this folder. {@code ours} receives those that mailmig put there, with their source
     * UIDs.
     */
    private UidSet standing(UidSet gone, Map<Long, Long> ours) {
        List<Long> standing = new ArrayList<>();
        UidSet there = folder.target().uids();
        gone.stream().forEach(uid -> {
            UidMapping.Placed placed = folder.pairing().mapping().find(uid);
            UidRun run = placed.run();
            long targetUid = run.targetOf(uid);
            if (placed.state().id() == folder.state().id() && there.contains(targetUid)) {
                standing.add(targetUid);
                if (run.ours()) {
                    ours.put(targetUid, uid);
                }
            }
        });
        return UidSet.of(standing);
    }

    private UidSet remove(ImapConnection target, Map<Long, Long> ours) throws IOException {
        if (ours.isEmpty()) {
            return UidSet.empty();
        }
        if (!target.removesSingly()) {
            work.warn("folder " + folder.pair() + ": the target cannot remove single messages (no UIDPLUS), so "
                    + ours.size() + " that were removed at the source stay");
            return UidSet.empty();
        }
        FlagsWeLeft left = new FlagsWeLeft(work, folder, UidSet.of(ours.values()));
        List<Long> unchanged = new ArrayList<>();
        target.fetchFacts(UidSet.of(ours.keySet()), message -> {
            if (left.areUnchanged(message, ours.get(message.uid()))) {
                unchanged.add(message.uid());
            }
        });
        if (unchanged.isEmpty()) {
            return UidSet.empty();
        }
        UidSet uids = UidSet.of(unchanged);
        work.checkNotStopping();
        work.event(EventKind.REMOVED, "folder " + folder.pair() + ": target UIDs " + uids + " are gone at the source");
        target.remove(uids);
        return uids;
    }
}
