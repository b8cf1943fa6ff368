// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.List;
import org.mailmig.identifiers.ConcurrentWriteException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.PlacementStep;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Records the outcome of each APPEND: what was stored is journalled, and the messages of an APPEND in doubt are looked up in the target
 * before they are sent again. After a failure the methods return the messages that are to be sent again now, see {@link AppendRetry}.
 */
final class AppendOutcome {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Limit of consecutive messages at which the target disconnects although each new login succeeds. */
    private static final int MOST_UNTAKEN = 3;

    private final StepContext work;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final StoredMessages stored;
    private final AppendRetry retry;

    private int losses;
    private int untaken;
    private boolean landed;
    /** The target reported an APPEND as a syntax error: from now on it is sent no literal before it asks for it. */
    private boolean careful;

    /** One APPEND. {@code intent} is its entry in the journal. */
    record Attempt(OutgoingBatch batch, List<MessageInfo> messages, PlacementStep placement, PendingAppend intent) {}

    AppendOutcome(
            StepContext work,
            FolderCopyState folder,
            FolderConnections connections,
            UidPlacement places,
            AppendEnvelopes envelopes,
            StoredMessages stored,
            AppendRetry retry) {
        this.work = work;
        this.folder = folder;
        this.connections = connections;
        this.places = places;
        this.envelopes = envelopes;
        this.stored = stored;
        this.retry = retry;
    }

    /** Records messages that the target says it stored. {@code expected} are the UIDs that are due. */
    void stored(PendingAppend intent, List<MessageInfo> messages, AppendResult appended, List<Long> expected)
            throws IOException {
        if (stored.record(intent, messages, appended, expected)) {
            losses = 0;
            untaken = 0;
            landed = true;
            retry.succeeded();
        }
    }

    /** Handles a UID that another client's message received: nothing was sent. */
    List<MessageInfo> overtaken(Attempt attempt, ConcurrentWriteException e) throws IOException {
        work.copies().dropped(work.account(), attempt.intent);
        stored.unexpected(stored.uidNext(), e.uidNext());
        stored.setUidNext(e.uidNext());
        return retry.again(attempt.batch, attempt.messages, e);
    }

    /** Handles NO. */
    List<MessageInfo> refused(Attempt attempt, CommandRefusedException e) throws IOException {
        if (attempt.placement.writes()) {
            work.copies().dropped(work.account(), attempt.intent);
            places.giveUp(e.getMessage());
            return retry.again(attempt.batch, attempt.messages, e);
        }
        if (attempt.placement.fills() && storedOf(e) > 0) { // which of them are messages is found by a lookup
            return stored.without(attempt.messages, lookUp(attempt.intent, e));
        }
        if (e.full() && storedOf(e) == 0) {
            work.copies().dropped(work.account(), attempt.intent);
            if (places.makeRoom(connections.target(), attempt.placement.fills())) {
                return retry.again(attempt.batch, attempt.messages, e);
            }
        }
        return refusedMessages(attempt, e);
    }

    private static int storedOf(CommandRefusedException refused) {
        return refused.stored() == null ? 0 : refused.stored().uids().size();
    }

    /** What was stored is journalled, the rest is tried in halves, and a message that is refused alone is reported. */
    private List<MessageInfo> refusedMessages(Attempt attempt, CommandRefusedException refused) throws IOException {
        List<MessageInfo> messages = attempt.messages;
        OutgoingBatch batch = attempt.batch;
        int first = storedOf(refused);
        if (first > 0) {
            stored(attempt.intent, messages.subList(0, first), refused.stored(), List.of());
        } else {
            work.copies().dropped(work.account(), attempt.intent);
        }
        List<MessageInfo> left = messages.subList(first, messages.size());
        if (refused.full()) {
            return left.size() > 1
                    ? retry.halved(batch, left, refused.getMessage())
                    : retry.suspected(left.get(0), refused);
        }
        boolean ofFolder = refused.code().equals("TRYCREATE") || refused.code().equals("NONEXISTENT");
        if (ofFolder && !isTargetStillThere()) {
            throw new IOException(
                    "the target folder was removed after it was listed", refused); // the next pass looks again
        }
        if (AppendEnvelopes.mayBeRefused(refused.code(), refused.passing()) && envelopes.reduce(left)) {
            return retry.withLess(batch, left);
        }
        return refused.passing()
                ? retry.afterWait(batch, left, refused)
                : retry.halved(batch, left, refused.getMessage());
    }

    private boolean isTargetStillThere() throws IOException {
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

    /** Handles BAD, and responses that cannot be understood: the connection is given up, and the APPEND is in doubt. */
    List<MessageInfo> rejected(Attempt attempt, ProtocolException e) throws IOException {
        careful = true;
        List<MessageInfo> left = stored.without(attempt.messages, lookUp(attempt.intent, e));
        if (e.backoff() != null) {
            return retry.afterWait(attempt.batch, left, e);
        }
        if (e.isSteppedBack()) {
            return retry.again(attempt.batch, left, e);
        }
        if (!left.isEmpty() && envelopes.reduce(left)) {
            return retry.withLess(attempt.batch, left);
        }
        return retry.halved(attempt.batch, left, "the target rejected it as a syntax error: " + e.getMessage());
    }

    /** Handles a connection that was lost during the APPEND, which is in doubt. */
    List<MessageInfo> lost(Attempt attempt, ConnectionLostException e) throws IOException {
        if (attempt.batch.isStreamed()) {
            lookUpIfPossible(attempt.intent, e);
            throw e;
        }
        retry.waitIfAsked(e);
        List<MessageInfo> left = stored.without(attempt.messages, lookUp(attempt.intent, e));
        return ++losses <= LOSSES_WITHOUT_PROGRESS ? left : cutOff(attempt.batch, left, e);
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
        return retry.halved(batch, messages, "the target closes the connection at it: " + e.getMessage());
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
