// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * The messages of one folder that the target refuses. A response about the server or the mailbox (UNAVAILABLE, OVERQUOTA) is attributed
 * to the message only if the target accepts other messages afterwards.
 */
final class MessageRefusals {
    private static final int MOST_SUSPECTS = 3;

    private final StepContext work;
    private final Map<MessageInfo, String> refused = new LinkedHashMap<>();
    private final Map<MessageInfo, String> suspects = new LinkedHashMap<>();
    private ImapException last;

    MessageRefusals(StepContext work) {
        this.work = work;
    }

    void refused(MessageInfo message, String why) {
        refused.put(message, why);
    }

    /** @throws ImapException {@code why}, if the target has refused several in a row: the messages are not the cause */
    void suspect(MessageInfo message, ImapException why) throws ImapException {
        suspects.put(message, why.getMessage());
        last = why;
        if (suspects.size() > MOST_SUSPECTS) {
            throw why;
        }
    }

    /** Records that the target accepted another message. */
    void landed() {
        if (!suspects.isEmpty()) {
            refused.putAll(suspects);
            suspects.clear();
        }
    }

    /**
     * Returns the reason for each message. Must be called after all other messages were tried.
     *
     * @throws ImapException if the last messages may have been refused for a transient reason that does not concern them
     */
    Map<MessageInfo, String> settled(boolean lastsForGood) throws ImapException {
        if (!suspects.isEmpty() && (lastsForGood || !work.hasWaited() || last.backoff() != null)) {
            throw last;
        }
        landed();
        return refused;
    }

    ImapException last() {
        return last;
    }
}
