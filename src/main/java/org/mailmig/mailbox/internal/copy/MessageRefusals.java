// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Messages of one folder that the target refuses. A reply that is meant for the server or the mailbox (UNAVAILABLE, OVERQUOTA)
 * is the message's own only if the target takes other messages afterwards.
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

    /** @throws ImapException {@code why}, where the target has refused several in a row: it is not about them */
    void suspect(MessageInfo message, ImapException why) throws ImapException {
        suspects.put(message, why.getMessage());
        last = why;
        if (suspects.size() > MOST_SUSPECTS) {
            throw why;
        }
    }

    /** The target took another message. */
    void landed() {
        if (!suspects.isEmpty()) {
            refused.putAll(suspects);
            suspects.clear();
        }
    }

    /**
     * Why, by message. To be asked when all others had their turn.
     *
     * @throws ImapException where the last ones may have been refused for a reason that is not theirs, and that may pass
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
