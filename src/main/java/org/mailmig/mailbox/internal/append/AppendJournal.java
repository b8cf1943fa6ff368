// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/** Writes the results of pending APPENDs into the ledger, and counts the copied messages and their bytes. */
final class AppendJournal {
    private final StepContext work;
    private final Step step;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final AppendEnvelopes envelopes;
    /** Bytes sent, by source UID: RFC822.SIZE is only a hint. */
    private final Map<Long, Long> sizes = new HashMap<>();
    /** The largest target UID that an APPEND of this pass received. */
    private long largest;

    AppendJournal(
            StepContext work,
            Step step,
            FolderCopyState folder,
            FolderConnections connections,
            AppendEnvelopes envelopes) {
        this.work = work;
        this.step = step;
        this.folder = folder;
        this.connections = connections;
        this.envelopes = envelopes;
    }

    void setSize(MessageInfo message, long bytes) {
        sizes.put(message.uid(), bytes);
    }

    long largestUid() {
        return largest;
    }

    /** Records that nothing of the APPEND was stored. */
    void drop(PendingAppend intent) {
        work.copies().dropped(work.account(), intent);
    }

    /** Records the target UIDs of stored messages. */
    void record(PendingAppend intent, List<MessageInfo> messages, List<Long> uids) {
        List<Long> sourceUids = messages.stream().map(MessageInfo::uid).toList();
        try {
            Map<Long, Integer> atRisk = new HashMap<>();
            sourceUids.stream()
                    .filter(folder.written().atRisk()::containsKey)
                    .forEach(uid ->
                            atRisk.put(uid, folder.written().atRisk().get(uid).kinds()));
            work.copies()
                    .landed(
                            work.account(),
                            intent,
                            RunJoiner.pairings(sourceUids, uids, true),
                            RunJoiner.flags(
                                    messages.stream().map(envelopes::sent).toList()),
                            atRisk);
        } catch (LeaseLostException e) {
            withdraw(intent, UidSet.of(uids), e);
            throw e;
        }
        for (int i = 0; i < messages.size(); i++) {
            largest = Math.max(largest, uids.get(i));
            MessageInfo message = messages.get(i);
            MessageInfo there = envelopes.landed(message, uids.get(i));
            folder.written().add(new WrittenMessages.Written(there, uids.get(i), message.flags(), size(message)));
        }
        count(messages);
    }

    /**
     * Withdraws a batch that was under way when we were stopped and lost the lease. As long as the intent is in the journal, the new
     * lease holder looks for the batch; after that nobody does. A message that the new holder has not paired by now is a duplicate that
     * only this process knows of.
     */
    private void withdraw(PendingAppend intent, UidSet uids, LeaseLostException lost) {
        try {
            if (work.copies().isRecorded(intent)) {
                return;
            }
            UidSet doubles = uids.minus(UidMapping.targetUids(
                    work.uidMappings().pairings(folder.state().id())));
            if (!doubles.isEmpty() && connections.target().removesSingly()) {
                connections.target().remove(doubles);
            }
        } catch (IOException e) {
            lost.addSuppressed(e);
        }
    }

    private long size(MessageInfo message) {
        return sizes.getOrDefault(message.uid(), message.size());
    }

    /** Counts messages as copied. */
    void count(List<MessageInfo> messages) {
        synchronized (work.account()) {
            work.account().getResult().copied += messages.size();
            messages.forEach(message -> work.account().getResult().bytes += size(message));
        }
        work.settled(step, messages.size());
    }
}
