// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mailmig.Step;
import org.mailmig.identifiers.ConcurrentWriteException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.Batch;
import org.mailmig.mailbox.internal.fetch.BatchFetcher;
import org.mailmig.mailbox.internal.fetch.FetchedBatch;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.fetch.ThrottleWait;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.PlacementStep;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Copies messages with FETCH at the source and APPEND at the target, batch by batch in UID order. For each batch the intent is
 * journalled, the batch is sent, and the result is journalled. A refused batch is halved until the bad message is found; the messages
 * of a batch in doubt are looked up in the target before they are sent again.
 */
final class MessageCopier {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Limit of consecutive messages at which the target disconnects although each new login succeeds. */
    private static final int MOST_UNTAKEN = 3;

    private final StepContext work;
    private final Step step;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final Runnable goOn;

    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final MessageRefusals refusals;
    private final StoredMessages stored;
    private final VanishedMessages vanished;
    private final ThrottleWait backoff;
    /** Streamed messages that were refused: they are fetched once more, and sent with fewer flags. */
    private final List<MessageInfo> onceMore = new ArrayList<>();

    private int losses;
    private int untaken;
    private boolean landed;
    /** The target reported an APPEND as a syntax error: from now on it is sent no literal before it asks for it. */
    private boolean careful;

    MessageCopier(
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
        this.places = new UidPlacement(work, folder, clone && step == Step.COPY);
        this.envelopes = new AppendEnvelopes(work, folder);
        this.refusals = new MessageRefusals(work);
        this.stored = new StoredMessages(work, step, clone, folder, connections, places, envelopes, refusals);
        this.vanished = new VanishedMessages(work, folder);
        this.backoff = new ThrottleWait(work);
    }

    void copy(List<MessageInfo> missing) throws IOException {
        relay(missing);
        while (!onceMore.isEmpty()) {
            List<MessageInfo> again = List.copyOf(onceMore);
            onceMore.clear();
            relay(again);
        }
        places.removePlaceholders(connections.target());
        envelopes.setLateFlags(connections.target());
        refusals.report(folder, step);
        vanished.settle(connections);
    }

    private void relay(List<MessageInfo> messages) throws IOException {
        try (BatchFetcher fetcher = new BatchFetcher(work, folder, connections, Batch.cut(messages))) {
            for (FetchedBatch fetched = fetcher.next(); fetched != null; fetched = fetcher.next()) {
                try {
                    goOn.run();
                    vanished.add(fetched.vanished());
                    work.settled(step, fetched.vanished().size());
                    append(
                            new OutgoingBatch(folder, fetched, envelopes, stored),
                            stored.withoutLate(fetched.present()));
                } finally {
                    fetched.streamDone().countDown();
                    work.memory().release(fetched.held());
                }
            }
        }
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
        try {
            AppendResult appended = placement.put(connections.target(), messages, batch.messages(messages));
            record(intent, messages, placement.messages(intent, appended), placement.expected(messages));
            return List.of();
        } catch (ConcurrentWriteException e) {
            work.copies().dropped(work.account(), intent);
            stored.unexpected(stored.uidNext(), e.uidNext());
            stored.setUidNext(e.uidNext());
            return again(batch, messages, e);
        } catch (CommandRefusedException e) {
            if (placement.writes()) {
                work.copies().dropped(work.account(), intent);
                places.giveUp(e.getMessage());
                return again(batch, messages, e);
            }
            if (placement.fills() && storedOf(e) > 0) { // which of them are messages is found by a lookup
                return stored.without(messages, lookUp(intent, e));
            }
            if (e.full() && storedOf(e) == 0) {
                work.copies().dropped(work.account(), intent);
                if (places.makeRoom(connections.target(), placement.fills())) {
                    return again(batch, messages, e);
                }
            }
            return afterRefusal(batch, messages, intent, e);
        } catch (ProtocolException e) {
            careful = true;
            List<MessageInfo> left = stored.without(messages, lookUp(intent, e));
            if (e.backoff() != null) {
                return afterWait(batch, left, e);
            }
            if (e.isSteppedBack()) {
                return again(batch, left, e);
            }
            if (!left.isEmpty() && envelopes.reduce(left)) {
                return withLess(batch, left);
            }
            return halved(batch, left, "the target rejected it as a syntax error: " + e.getMessage());
        } catch (ConnectionLostException e) {
            if (batch.isStreamed()) {
                lookUpIfPossible(intent, e);
                throw e;
            }
            if (e.backoff() != null) {
                backoff.waited(e);
            }
            List<MessageInfo> left = stored.without(messages, lookUp(intent, e));
            return ++losses <= LOSSES_WITHOUT_PROGRESS ? left : cutOff(batch, left, e);
        }
    }

    /**
     * Handles a target that accepts the login and disconnects at these messages each time. One of them is the cause if the target has
     * accepted others, or disconnects again after a wait; otherwise the target may have a temporary problem.
     */
    private List<MessageInfo> cutOff(OutgoingBatch batch, List<MessageInfo> messages, ConnectionLostException e)
            throws IOException {
        boolean proven = landed || work.hasWaited();
        if (messages.size() == 1 && (!proven || ++untaken > MOST_UNTAKEN)) {
            throw e;
        }
        return halved(batch, messages, "the target closes the connection at it: " + e.getMessage());
    }

    /** Retries the messages. A streamed text cannot be sent again: the next attempt at the account fetches it again. */
    private List<MessageInfo> again(OutgoingBatch batch, List<MessageInfo> messages, IOException e) throws IOException {
        if (batch.isGone()) {
            throw e;
        }
        return messages;
    }

    private void record(PendingAppend intent, List<MessageInfo> messages, AppendResult appended, List<Long> expected)
            throws IOException {
        if (stored.record(intent, messages, appended, expected)) {
            losses = 0;
            untaken = 0;
            landed = true;
            backoff.succeeded();
        }
    }

    private static int storedOf(CommandRefusedException refused) {
        return refused.stored() == null ? 0 : refused.stored().uids().size();
    }

    /** Handles NO: what was stored is journalled, the rest is tried in halves, and a message that is refused alone is reported. */
    private List<MessageInfo> afterRefusal(
            OutgoingBatch batch, List<MessageInfo> messages, PendingAppend intent, CommandRefusedException refused)
            throws IOException {
        int first = storedOf(refused);
        if (first > 0) {
            record(intent, messages.subList(0, first), refused.stored(), List.of());
        } else {
            work.copies().dropped(work.account(), intent);
        }
        List<MessageInfo> left = messages.subList(first, messages.size());
        if (refused.full()) {
            return left.size() > 1 ? halved(batch, left, refused.getMessage()) : suspected(left.get(0), refused);
        }
        boolean ofFolder = refused.code().equals("TRYCREATE") || refused.code().equals("NONEXISTENT");
        if (ofFolder && !stillThere()) {
            throw new IOException(
                    "the target folder was removed after it was listed", refused); // the next pass looks again
        }
        if (AppendEnvelopes.mayBeRefused(refused.code(), refused.passing()) && envelopes.reduce(left)) {
            return withLess(batch, left);
        }
        return refused.passing() ? afterWait(batch, left, refused) : halved(batch, left, refused.getMessage());
    }

    private boolean stillThere() throws IOException {
        try {
            return connections
                            .target()
                            .select(folder.pair().targetRaw())
                            .status()
                            .uidValidity()
                    == folder.state().targetUidValidity();
        } catch (CommandRefusedException e) {
            return false;
        }
    }

    /** Retries with fewer flags. A streamed text is fetched again at the end. */
    private List<MessageInfo> withLess(OutgoingBatch batch, List<MessageInfo> messages) {
        if (batch.isGone()) {
            onceMore.addAll(messages);
            return List.of();
        }
        return messages;
    }

    /** Waits as the server asks. If waiting does not help and the target accepts other messages, one of these is the cause. */
    private List<MessageInfo> afterWait(OutgoingBatch batch, List<MessageInfo> messages, ImapException fault)
            throws IOException {
        if (messages.isEmpty()) {
            return messages;
        }
        if (batch.isGone()) {
            throw fault;
        }
        if (backoff.waited(fault)) {
            return messages;
        }
        if (messages.size() > 1) {
            if (fault.backoff() != null && !work.hasWaited()) {
                throw fault;
            }
            return halved(batch, messages, fault.getMessage());
        }
        return suspected(messages.get(0), fault);
    }

    private List<MessageInfo> suspected(MessageInfo message, ImapException why) throws IOException {
        refusals.suspect(message, why);
        return List.of();
    }

    /** Sends the first half and returns the second. A single message is given up. */
    private List<MessageInfo> halved(OutgoingBatch batch, List<MessageInfo> messages, String why) throws IOException {
        if (messages.size() <= 1) {
            messages.forEach(message -> refusals.refused(message, why));
            return List.of();
        }
        int half = messages.size() / 2;
        append(batch, messages.subList(0, half));
        return messages.subList(half, messages.size());
    }

    /** Searches the target, on another connection, for the messages of an APPEND in doubt. Returns the source UIDs of those stored. */
    private UidSet lookUp(PendingAppend intent, IOException lost) throws IOException {
        long uidNext = connections.replaceTarget(lost, careful);
        UidSet found = stored.lookFor(intent);
        stored.setUidNext(uidNext);
        places.markUncertain();
        return found;
    }

    private void lookUpIfPossible(PendingAppend intent, IOException lost) {
        try {
            lookUp(intent, lost);
        } catch (IOException e) {
            lost.addSuppressed(e); // the intent stays open: the next run looks for it
        }
    }
}
