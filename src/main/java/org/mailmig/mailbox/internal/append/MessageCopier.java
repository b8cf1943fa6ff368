// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.mailmig.Step;
import org.mailmig.identifiers.ConcurrentWriteException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.Batch;
import org.mailmig.mailbox.internal.fetch.BatchFetcher;
import org.mailmig.mailbox.internal.fetch.FetchedBatch;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.PlacementStep;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Copies messages with FETCH at the source and APPEND at the target, batch by batch: in UID order, or the newest batch first ({@code
 * mailmig.copy.order}). The pending APPEND is recorded in the ledger ({@link PlacementStep#intend}), the messages are sent ({@link
 * PlacementStep#put}), and the result is recorded ({@link AppendJournal}). {@link AppendOutcome} handles what a target does not accept.
 */
public final class MessageCopier {
    private final StepContext work;
    private final Step step;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final Runnable goOn;
    private final boolean newestFirst;

    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final MessageRefusals refusals;
    private final AppendJournal journal;
    private final StoredMessages stored;
    private final VanishedMessages vanished;
    private final AppendRetry retry;
    private final AppendOutcome outcome;

    public MessageCopier(
            StepContext work,
            Step step,
            boolean clone,
            FolderCopyState folder,
            FolderConnections connections,
            Runnable goOn) {
        this.work = work;
        this.step = step;
        this.folder = folder;
        this.connections = connections;
        this.goOn = goOn;
        this.newestFirst = !clone && work.settings().get("mailmig.copy.order").equals("newest-first");
        this.places = new UidPlacement(work, folder, clone && step == Step.COPY);
        this.envelopes = new AppendEnvelopes(work, folder);
        this.refusals = new MessageRefusals(work);
        this.journal = new AppendJournal(work, step, folder, connections, envelopes);
        UnexpectedUids unexpected = new UnexpectedUids(work, folder, connections, places);
        this.stored = new StoredMessages(work, clone, folder, connections, journal, unexpected, refusals);
        this.vanished = new VanishedMessages(work, folder);
        this.retry = new AppendRetry(work, refusals, this::append);
        this.outcome = new AppendOutcome(work, connections, places, envelopes, stored, unexpected, journal, retry);
    }

    public void copy(List<MessageInfo> missing) throws IOException {
        for (List<MessageInfo> next = missing; !next.isEmpty(); next = retry.takeOnceMore()) {
            relay(next);
        }
        places.removePlaceholders(connections.target());
        envelopes.setLateFlags(connections.target());
        refusals.report(folder, step);
        vanished.settle(connections);
    }

    private void relay(List<MessageInfo> messages) throws IOException {
        try (BatchFetcher fetcher = new BatchFetcher(work, folder, connections, batches(messages))) {
            for (FetchedBatch fetched = fetcher.next(); fetched != null; fetched = fetcher.next()) {
                try {
                    goOn.run();
                    vanished.add(fetched.vanished());
                    work.settled(step, fetched.vanished().size());
                    append(
                            new OutgoingBatch(folder, fetched, envelopes, journal),
                            stored.withoutLate(fetched.present()));
                } finally {
                    fetched.streamDone().countDown();
                    work.memory().release(fetched.held());
                }
            }
        }
    }

    /** A clone keeps the order of the source, because its UIDs ascend. */
    private List<Batch> batches(List<MessageInfo> messages) {
        List<Batch> batches = Batch.cut(messages);
        if (newestFirst) {
            Collections.reverse(batches);
        }
        return batches;
    }

    private void append(OutgoingBatch batch, List<MessageInfo> messages) throws IOException {
        List<MessageInfo> left = messages;
        while (!left.isEmpty()) {
            PlacementStep placement = places.next(left, stored.uidNext(), connections.target());
            stored.setUidNext(Math.max(stored.uidNext(), placement.uidNext()));
            List<MessageInfo> again = append(batch, left.subList(0, placement.count()), placement);
            left = stored.withoutLate(
                    Stream.concat(again.stream(), left.stream().skip(placement.count()))
                            .toList());
        }
    }

    /** Appends the messages. Returns those to try again. */
    private List<MessageInfo> append(OutgoingBatch batch, List<MessageInfo> messages, PlacementStep placement)
            throws IOException {
        PendingAppend intent = placement.intend(messages);
        AppendAttempt attempt = new AppendAttempt(batch, messages, placement, intent);
        try {
            AppendResult appended = placement.put(connections.target(), messages, batch.messages(messages));
            outcome.stored(intent, messages, placement.messages(intent, appended), placement.expected(messages));
            return List.of();
        } catch (ConcurrentWriteException e) {
            return outcome.overtaken(attempt, e);
        } catch (CommandRefusedException e) {
            return outcome.refused(attempt, e);
        } catch (ProtocolException e) {
            return outcome.rejected(attempt, e);
        } catch (ConnectionLostException e) {
            return outcome.lost(attempt, e);
        }
    }
}
