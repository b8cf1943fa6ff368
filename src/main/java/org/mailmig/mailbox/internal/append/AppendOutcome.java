// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.List;
import org.mailmig.identifiers.ConcurrentWriteException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Records the outcome of each APPEND: what was stored is journalled, and the messages of an APPEND in doubt are looked up in the target
 * before they are sent again. After a failure the methods return the messages that are to be sent again now, see {@link AppendRetry}.
 */
final class AppendOutcome {
    private final FolderConnections connections;
    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final StoredMessages stored;
    private final UnexpectedUids unexpected;
    private final AppendJournal journal;
    private final AppendRetry retry;
    private final AppendLookup lookup;
    private final Disconnects disconnects;

    AppendOutcome(
            StepContext work,
            FolderConnections connections,
            UidPlacement places,
            AppendEnvelopes envelopes,
            StoredMessages stored,
            UnexpectedUids unexpected,
            AppendJournal journal,
            AppendRetry retry) {
        this.connections = connections;
        this.places = places;
        this.envelopes = envelopes;
        this.stored = stored;
        this.unexpected = unexpected;
        this.journal = journal;
        this.retry = retry;
        this.lookup = new AppendLookup(connections, places, stored);
        this.disconnects = new Disconnects(work);
    }

    /** Records messages that the target says it stored. {@code expected} are the UIDs that are due. */
    void stored(PendingAppend intent, List<MessageInfo> messages, AppendResult appended, List<Long> expected)
            throws IOException {
        if (stored.record(intent, messages, appended, expected)) {
            disconnects.succeeded();
            retry.succeeded();
        }
    }

    /** Handles a UID that another client's message received: nothing was sent. */
    List<MessageInfo> overtaken(AppendAttempt attempt, ConcurrentWriteException e) throws IOException {
        journal.drop(attempt.intent());
        unexpected.handle(stored.uidNext(), e.uidNext());
        stored.setUidNext(e.uidNext());
        return retry.again(attempt.batch(), attempt.messages(), e);
    }

    /** Handles NO. */
    List<MessageInfo> refused(AppendAttempt attempt, CommandRefusedException e) throws IOException {
        if (attempt.placement().writes()) {
            journal.drop(attempt.intent());
            places.giveUp(e.getMessage());
            return retry.again(attempt.batch(), attempt.messages(), e);
        }
        if (attempt.placement().fills() && storedOf(e) > 0) { // which of them are messages is found by a lookup
            return lookup.withoutStored(attempt, e);
        }
        if (e.full() && storedOf(e) == 0) {
            journal.drop(attempt.intent());
            if (places.makeRoom(connections.target(), attempt.placement().fills())) {
                return retry.again(attempt.batch(), attempt.messages(), e);
            }
        }
        return refusedMessages(attempt, e);
    }

    private static int storedOf(CommandRefusedException refused) {
        return refused.stored() == null ? 0 : refused.stored().uids().size();
    }

    /** What was stored is journalled, the rest is tried in halves, and a message that is refused alone is reported. */
    private List<MessageInfo> refusedMessages(AppendAttempt attempt, CommandRefusedException refused)
            throws IOException {
        List<MessageInfo> messages = attempt.messages();
        OutgoingBatch batch = attempt.batch();
        int first = storedOf(refused);
        if (first > 0) {
            stored(attempt.intent(), messages.subList(0, first), refused.stored(), List.of());
        } else {
            journal.drop(attempt.intent());
        }
        List<MessageInfo> left = messages.subList(first, messages.size());
        if (refused.full()) {
            return left.size() > 1
                    ? retry.halved(batch, left, refused.getMessage())
                    : retry.suspected(left.get(0), refused);
        }
        boolean ofFolder = refused.code().equals("TRYCREATE") || refused.code().equals("NONEXISTENT");
        if (ofFolder && !connections.isTargetStillThere()) {
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

    /** Handles BAD, and responses that cannot be understood: the connection is given up, and the APPEND is in doubt. */
    List<MessageInfo> rejected(AppendAttempt attempt, ProtocolException e) throws IOException {
        lookup.waitBeforeLiterals();
        List<MessageInfo> left = lookup.withoutStored(attempt, e);
        if (e.backoff() != null) {
            return retry.afterWait(attempt.batch(), left, e);
        }
        if (e.isSteppedBack()) {
            return retry.again(attempt.batch(), left, e);
        }
        if (!left.isEmpty() && envelopes.reduce(left)) {
            return retry.withLess(attempt.batch(), left);
        }
        return retry.halved(attempt.batch(), left, "the target rejected it as a syntax error: " + e.getMessage());
    }

    /** Handles a connection that was lost during the APPEND, which is in doubt. */
    List<MessageInfo> lost(AppendAttempt attempt, ConnectionLostException e) throws IOException {
        if (attempt.batch().isStreamed()) {
            lookup.lookUpIfPossible(attempt.intent(), e);
            throw e;
        }
        retry.waitIfAsked(e);
        List<MessageInfo> left = lookup.withoutStored(attempt, e);
        if (disconnects.maySendAgain()) {
            return left;
        }
        disconnects.checkCausedBy(left.size(), e);
        return retry.halved(attempt.batch(), left, "the target closes the connection at it: " + e.getMessage());
    }
}
