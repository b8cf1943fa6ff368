// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;
import org.mailmig.mailbox.internal.uids.GapFillers;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Records in the ledger which UIDs the target gave to the messages of an APPEND, and compares them with the UIDs that were due: any
 * other shows that somebody else writes into the folder, or that an earlier APPEND was executed late.
 */
final class StoredMessages {
    private final StepContext work;
    private final Step step;
    private final boolean clone;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final MessageRefusals refusals;
    /** Bytes sent, by source UID: RFC822.SIZE is only a hint. */
    private final Map<Long, Long> sizes = new HashMap<>();
    /** Source UIDs that an APPEND in doubt stored after we had looked for them. */
    private UidSet late = UidSet.empty();
    /** The target folder's UIDNEXT, as far as it is known; 0 if it is not. */
    private long uidNext;
    /** The largest target UID that an APPEND of this pass received. */
    private long largest;

    StoredMessages(
            StepContext work,
            Step step,
            boolean clone,
            FolderCopyState folder,
            FolderConnections connections,
            UidPlacement places,
            AppendEnvelopes envelopes,
            MessageRefusals refusals) {
        this.work = work;
        this.step = step;
        this.clone = clone;
        this.folder = folder;
        this.connections = connections;
        this.places = places;
        this.envelopes = envelopes;
        this.refusals = refusals;
        this.uidNext = folder.target().selected().status().uidNext();
    }

    long uidNext() {
        return uidNext;
    }

    void setUidNext(long next) {
        uidNext = next;
    }

    void setSize(MessageInfo message, long bytes) {
        sizes.put(message.uid(), bytes);
    }

    /** Returns the messages without those that an APPEND in doubt has stored after all. */
    List<MessageInfo> withoutLate(List<MessageInfo> messages) {
        return without(messages, late);
    }

    /** Counts the messages that {@code stored} contains, and returns the others. */
    List<MessageInfo> without(List<MessageInfo> messages, UidSet stored) {
        count(messages.stream()
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
        List<MessageInfo> single = keptOnce(messages, uids);
        if (!single.isEmpty()) {
            recordOthers(intent, messages, uids, single);
            return false;
        }
        long next = uidNext;
        record(intent, messages, uids);
        if (clone && next > 0) {
            expectNoOthers(next, uids, expected);
        }
        uidNext = uids.get(uids.size() - 1) + 1;
        refusals.landed();
        return true;
    }

    /** Looks at the first UID that is not the next one: an APPEND may have been several commands, and others may write in between. */
    private void expectNoOthers(long next, List<Long> uids, List<Long> expected) throws IOException {
        long due = next;
        for (int i = 0; i < uids.size(); i++) {
            due = expected.isEmpty() ? due : expected.get(i);
            if (uids.get(i) != due) {
                unexpected(due, uids.get(i));
                return;
            }
            due++;
        }
    }

    /** Returns messages for which the target said OK and returned the UID of another message: it keeps only one of two equal messages. */
    private List<MessageInfo> keptOnce(List<MessageInfo> messages, List<Long> uids) {
        List<MessageInfo> single = new ArrayList<>();
        long last = largest;
        for (int i = 0; i < uids.size(); i++) {
            if (uids.get(i) <= last || folder.target().before().contains(uids.get(i))) {
                single.add(messages.get(i));
            } else {
                last = uids.get(i);
            }
        }
        return single;
    }

    private void recordOthers(
            PendingAppend intent, List<MessageInfo> messages, List<Long> uids, List<MessageInfo> single) {
        List<MessageInfo> others = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (single.contains(messages.get(i))) {
                refusals.refused(
                        messages.get(i),
                        "the target returned UID " + uids.get(i) + ", which is another message's: it stores equal"
                                + " messages once");
            } else {
                others.add(messages.get(i));
                theirs.add(uids.get(i));
            }
        }
        if (others.isEmpty()) {
            work.copies().dropped(work.account(), intent);
        } else {
            record(intent, others, theirs);
            uidNext = theirs.get(theirs.size() - 1) + 1;
        }
    }

    /** Handles an unexpected UID: either one of our APPENDs in doubt was stored after all, or another client is writing. */
    void unexpected(long due, long got) throws IOException {
        connections.target().noop();
        LateAppends appends = new LateAppends(work, folder);
        UidSet landed = connections.atSource(examined -> appends.lookAgain(examined, connections.target()));
        late = late.plus(landed);
        if (landed.isEmpty() && appends.doubles().isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        places.markUncertain();
        new GapFillers(work, folder).remove(connections.target());
        UidSet others = connections
                .target()
                .searchFrom(due)
                .minus(UidMapping.targetUids(
                        work.uidMappings().pairings(folder.state().id())))
                .minus(appends.doubles())
                .and(UidSet.range(due, got - 1));
        if (!others.isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        work.warn("folder " + folder.pair() + ": an APPEND of an earlier worker was stored late; it took target UIDs"
                + " from " + due + " on, and messages planned there get later ones unless that APPEND stored them");
    }

    /** Finds out where the messages are in a target without UIDPLUS. */
    private void recordWithoutUids(PendingAppend intent, List<MessageInfo> messages) throws IOException {
        connections.target().noop();
        List<Long> found = connections.target().searchFrom(Math.max(1, uidNext)).stream()
                .boxed()
                .toList();
        if (found.size() == messages.size()) {
            record(intent, messages, found);
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

    private void record(PendingAppend intent, List<MessageInfo> messages, List<Long> uids) {
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

    private void count(List<MessageInfo> messages) {
        synchronized (work.account()) {
            work.account().getResult().copied += messages.size();
            messages.forEach(message -> work.account().getResult().bytes += size(message));
        }
        work.settled(step, messages.size());
    }
}
