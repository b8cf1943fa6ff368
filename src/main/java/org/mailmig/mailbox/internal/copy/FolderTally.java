// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.MessageCounts;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/**
 * What became of the source messages of one folder, from what the pass listed and from the ledger's pairings.
 *
 * @param bytes bytes of the messages that this wave copied and the source still lists
 */
record FolderTally(MessageCounts counts, long bytes) {
    /**
     * Counts one folder.
     *
     * @param known the ledger's pairings of the mailbox
     * @param bases the target UIDs from which on messages are of this wave, by id of the folder state
     */
    static FolderTally of(FolderCopyState folder, UidMapping.OfMailbox known, Map<Long, Long> bases) {
        if (folder.state() == null) {
            FolderStatus status = folder.pair().source().status();
            long messages = Math.max(
                    status == null ? 0 : status.messages(), folder.source().count());
            return new FolderTally(new MessageCounts(messages, 0, 0, 0, 0, 0, 0), 0);
        }
        UidMapping pairs = known.of(
                folder.pair().source().rawName(), folder.source().status().uidValidity());
        UidSet copied = copied(pairs, bases).plus(folder.written().sourceUids());
        return folder.untouched() ? untouched(folder, copied) : listed(folder, pairs.sourceUids(), copied);
    }

    /** Returns the source UIDs of what this wave wrote. */
    private static UidSet copied(UidMapping pairs, Map<Long, Long> bases) {
        List<UidRun> runs = new ArrayList<>();
        for (UidMapping.Placed placed : pairs.placed()) {
            UidRun run = placed.run();
            long before = bases.getOrDefault(placed.state().id(), Long.MAX_VALUE) - run.target();
            if (run.ours() && before < run.count()) {
                long from = Math.max(0, before);
                runs.add(new UidRun(run.source() + from, run.target() + from, run.count() - from, true));
            }
        }
        return UidMapping.sourceUids(runs);
    }

    /** Counts a folder that was not listed, because nothing has changed since a pass that found everything in the target. */
    private static FolderTally untouched(FolderCopyState folder, UidSet copied) {
        long gone = folder.countGoneAtTarget();
        long mine = Math.min(copied.size(), Math.max(0, folder.source().count() - gone));
        long present = Math.max(0, folder.source().count() - gone - mine);
        return new FolderTally(new MessageCounts(mine + present + gone, mine, present, gone, 0, 0, 0), 0);
    }

    private static FolderTally listed(FolderCopyState folder, UidSet paired, UidSet copied) {
        UidSet listed = folder.source().uids().minus(folder.notCopied().vanished());
        UidSet left = listed;
        UidSet failed = folder.notCopied().failed().and(left).minus(copied);
        left = left.minus(failed);
        UidSet skipped = folder.notCopied().skipped().and(left).minus(copied);
        left = left.minus(skipped);
        UidSet leftOut = folder.notCopied().leftOut().and(left).minus(copied);
        left = left.minus(leftOut);
        UidSet gone = folder.notCopied().goneAtTarget().and(left);
        left = left.minus(gone);
        UidSet mine = copied.and(left);
        UidSet present = paired.and(left).minus(mine);
        long goneAtSource = copied.minus(listed).size();
        return new FolderTally(
                new MessageCounts(
                        listed.size() + goneAtSource + folder.notCopied().unlisted(),
                        mine.size() + goneAtSource,
                        present.size(),
                        gone.size(),
                        skipped.size(),
                        failed.size() + folder.notCopied().unlisted(),
                        leftOut.size()),
                bytes(folder, mine));
    }

    private static long bytes(FolderCopyState folder, UidSet mine) {
        long bytes = 0;
        Set<Long> written = new HashSet<>();
        for (WrittenMessages.Written each : folder.written().messages()) {
            written.add(each.source().uid());
            bytes += each.size();
        }
        for (MessageInfo message : folder.source().messages()) {
            bytes += mine.contains(message.uid()) && !written.contains(message.uid()) ? message.size() : 0;
        }
        return bytes;
    }
}
