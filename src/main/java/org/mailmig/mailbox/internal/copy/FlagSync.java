// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.mailbox.internal.append.FlagWriter;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Applies flag changes at the source since our last pass, as +FLAGS and -FLAGS. If the target's flag differs from what we last set, its
 * owner changed it and that value is kept. Without a base, flags are only added. {@code \Deleted} is never set on a message that was
 * there before.
 */
final class FlagSync {
    private static final String DELETED = "\\Deleted";

    private record Change(boolean add, Flags flags) {}

    private final StepContext work;
    private final FolderCopyState folder;
    private final Map<Change, List<Long>> changes = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();

    /** A message whose flags differ from those that our last pass left. {@code base} is {@code null} if those are unknown. */
    private record Changed(MessageInfo message, Flags there, Flags base, Flags add, Flags remove) {}

    FlagSync(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Applies the changes. The target folder must be selected. */
    void carry(ImapConnection target) throws IOException {
        Map<Long, Flags> there = new HashMap<>();
        folder.target().messages().forEach(message -> there.put(message.uid(), message.flags()));
        FlagBase base = new FlagBase(work.uidMappings().flags(folder.state().id()));
        for (MessageInfo message : folder.source().messages()) {
            long uid = folder.pairing().mapping().target(message.uid(), folder.state());
            Flags at = uid == 0 ? null : there.get(uid);
            if (at != null) {
                compare(message, uid, at, base.of(message.uid()));
            }
        }
        FlagWriter writer = new FlagWriter(folder);
        Set<String> kept = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<Change, List<Long>> change : changes.entrySet()) {
            UidSet uids = UidSet.of(change.getValue());
            if (change.getKey().add()) {
                writer.add(target, uids, change.getKey().flags());
            } else {
                kept.addAll(
                        target.storeEach(uids, false, change.getKey().flags()).names());
            }
        }
        if (!kept.isEmpty()) {
            work.warn("folder " + folder.pair()
                    + ": the target refuses to remove these flags, which were removed at the source: "
                    + FlagWriter.named(kept));
        }
        writeBase(kept);
    }

    /** Writes what the target has now. What it refused is tried again, and reported again, in the next pass. */
    private void writeBase(Set<String> kept) {
        List<MessageInfo> newBase = new ArrayList<>();
        long updated = 0;
        for (Changed each : changed) {
            MessageInfo held = FlagWriter.held(folder, each.message, each.there);
            Flags stays = each.remove.where(kept::contains);
            Flags flags = held.flags().and(stays);
            if (each.base == null || !RunJoiner.text(flags).equals(each.base.toString())) {
                newBase.add(new MessageInfo(held.uid(), flags, held.internalDate(), held.size(), held.modSeq()));
            }
            boolean added = each.add.names().stream()
                    .anyMatch(name -> !folder.written().unheld().contains(name));
            updated += added || each.remove.names().size() > stays.names().size() ? 1 : 0;
        }
        if (!newBase.isEmpty()) {
            work.uidMappings().flags(work.account(), folder.state().id(), RunJoiner.flags(newBase));
        }
        synchronized (work.account()) {
            work.account().getResult().updated += updated;
        }
    }

    private void compare(MessageInfo message, long targetUid, Flags at, Flags base) {
        Flags now = message.flags();
        if (base != null && base.equals(now)) {
            return;
        }
        Flags added = base == null ? now : now.minus(base);
        Flags removed = base == null ? Flags.NONE : base.minus(now);
        Flags add = added.where(flag -> !flag.equalsIgnoreCase(DELETED) && !at.has(flag));
        Flags remove = removed.where(at::has);
        if (!add.isEmpty()) {
            changes.computeIfAbsent(new Change(true, add), key -> new ArrayList<>())
                    .add(targetUid);
        }
        if (!remove.isEmpty()) {
            changes.computeIfAbsent(new Change(false, remove), key -> new ArrayList<>())
                    .add(targetUid);
        }
        changed.add(new Changed(message, at, base, add, remove));
    }

    /** The flags that our last pass saw, by source UID. */
    private static final class FlagBase {
        private final List<FlagRun> runs;
        private int at;

        FlagBase(List<FlagRun> runs) {
            this.runs = runs;
        }

        /** Returns the flags of this message, or {@code null} if unknown. Must be called with ascending UIDs. */
        Flags of(long uid) {
            while (at < runs.size() && runs.get(at).last() < uid) {
                at++;
            }
            return at < runs.size() && runs.get(at).first() <= uid
                    ? Flags.parse(runs.get(at).flags())
                    : null;
        }
    }
}
