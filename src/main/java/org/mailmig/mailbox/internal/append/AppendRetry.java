// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.fetch.ThrottleWait;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * The ways to try messages again whose APPEND failed: as they are, after a wait, with fewer flags, or in halves until the bad message is
 * found. Each method returns the messages that are to be sent again now.
 */
final class AppendRetry {
    private final StepContext work;
    private final MessageRefusals refusals;
    private final Sender sender;
    private final ThrottleWait backoff;
    /** Streamed messages that were refused: they are fetched once more, and sent with fewer flags. */
    private final List<MessageInfo> onceMore = new ArrayList<>();

    /** Sends messages of a batch. */
    @FunctionalInterface
    interface Sender {
        void append(OutgoingBatch batch, List<MessageInfo> messages) throws IOException;
    }

    AppendRetry(StepContext work, MessageRefusals refusals, Sender sender) {
        this.work = work;
        this.refusals = refusals;
        this.sender = sender;
        this.backoff = new ThrottleWait(work);
    }

    /** Returns the messages that must be fetched once more, and forgets them. */
    List<MessageInfo> takeOnceMore() {
        List<MessageInfo> again = List.copyOf(onceMore);
        onceMore.clear();
        return again;
    }

    /** Records that the target stored messages. */
    void succeeded() {
        backoff.succeeded();
    }

    /** Waits if the server asks for it. */
    void waitIfAsked(ImapException fault) {
        if (fault.backoff() != null) {
            backoff.waited(fault);
        }
    }

    /** Retries the messages. A streamed text cannot be sent again: the next attempt at the account fetches it again. */
    List<MessageInfo> again(OutgoingBatch batch, List<MessageInfo> messages, IOException e) throws IOException {
        if (batch.isGone()) {
            throw e;
        }
        return messages;
    }

    /** Retries with fewer flags. A streamed text is fetched again at the end. */
    List<MessageInfo> withLess(OutgoingBatch batch, List<MessageInfo> messages) {
        if (batch.isGone()) {
            onceMore.addAll(messages);
            return List.of();
        }
        return messages;
    }

    /** Waits as the server asks. If waiting does not help and the target accepts other messages, one of these is the cause. */
    List<MessageInfo> afterWait(OutgoingBatch batch, List<MessageInfo> messages, ImapException fault)
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

    /** Leaves the message out until the target accepts others. */
    List<MessageInfo> suspected(MessageInfo message, ImapException why) throws IOException {
        refusals.suspect(message, why);
        return List.of();
    }

    /** Sends the first half and returns the second. A single message is given up. */
    List<MessageInfo> halved(OutgoingBatch batch, List<MessageInfo> messages, String why) throws IOException {
        if (messages.size() <= 1) {
            messages.forEach(message -> refusals.refused(message, why));
            return List.of();
        }
        int half = messages.size() / 2;
        sender.append(batch, messages.subList(0, half));
        return messages.subList(half, messages.size());
    }
}
