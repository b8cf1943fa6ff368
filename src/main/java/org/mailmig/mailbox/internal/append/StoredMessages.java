// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.List;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Finds out which UIDs the target gave to the messages of an APPEND: from its response (UIDPLUS, RFC 4315), else by a search.
 */
final class StoredMessages {
    private final StepContext work;
    private final boolean clone;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final AppendJournal journal;
    private final UnexpectedUids unexpected;
    private final MessageRefusals refusals;
    private final EqualMessages equal;
    /** The target folder's UIDNEXT, as far as it is known; 0 if it is not. */
    private long uidNext;

    StoredMessages(
            StepContext work,
            boolean clone,
            FolderCopyState folder,
            FolderConnections connections,
            AppendJournal journal,
            UnexpectedUids unexpected,
            MessageRefusals refusals) {
        this.work = work;
        this.clone = clone;
        this.folder = folder;
        this.connections = connections;
        this.journal = journal;
        this.unexpected = unexpected;
        this.refusals = refusals;
        this.equal = new EqualMessages(folder.target().before(), journal, refusals);
        this.uidNext = folder.target().selected().status().uidNext();
    }

    long uidNext() {
        return uidNext;
    }

    void setUidNext(long next) {
        uidNext = next;
    }

    /** Returns the messages without those that an APPEND in doubt has stored after all. */
    List<MessageInfo> withoutLate(List<MessageInfo> messages) {
        return without(messages, unexpected.late());
    }

    /** Counts the messages that {@code stored} contains, and returns the others. */
    List<MessageInfo> without(List<MessageInfo> messages, UidSet stored) {
        journal.count(messages.stream()
                .filter(message -> stored.contains(message.uid()))
                .toList());
        return messages.stream()
                .filter(message -> !stored.contains(message.uid()))
                .toList();
    }

    /**
     * Records messages that the target says it stored.
     *
     * @param expected the UIDs that are due; empty if the UIDs only have to ascend
     * @return whether the target named a UID of its own for each of them
     */
    boolean record(PendingAppend intent, List<MessageInfo> messages, AppendResult appended, List<Long> expected)
            throws IOException {
        List<Long> uids = appended.uids();
        if (appended.uidValidity() != 0
                && appended.uidValidity() != folder.state().targetUidValidity()) {
            throw new IOException("the target folder was recreated in the meantime (UIDVALIDITY changed)");
        }
        if (uids.size() != messages.size()) {
            recordWithoutUids(intent, messages);
            return false;
        }
        List<MessageInfo> single = equal.among(messages, uids);
        if (!single.isEmpty()) {
            long last = equal.record(intent, messages, uids, single);
            uidNext = last == 0 ? uidNext : last + 1;
            return false;
        }
        long next = uidNext;
        journal.record(intent, messages, uids);
        if (clone && next > 0) {
            unexpected.check(next, uids, expected);
        }
        uidNext = uids.get(uids.size() - 1) + 1;
        refusals.landed();
        return true;
    }

    /** Finds out where the messages are in a target without UIDPLUS. */
    private void recordWithoutUids(PendingAppend intent, List<MessageInfo> messages) throws IOException {
        connections.target().noop();
        List<Long> found = connections.target().searchFrom(Math.max(1, uidNext)).stream()
                .boxed()
                .toList();
        if (found.size() == messages.size()) {
            journal.record(intent, messages, found);
        } else {
            without(messages, lookFor(intent));
        }
        if (!found.isEmpty()) {
            uidNext = found.get(found.size() - 1) + 1;
        }
    }

    /** Searches the target for the messages of an APPEND in doubt. Returns the source UIDs of those that are there. */
    UidSet lookFor(PendingAppend intent) throws IOException {
        return connections.atSource(
                examined -> new InDoubtAppends(work, folder).lookFor(intent, examined, connections.target()));
    }
}
