// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
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

    /**
     * @throws ImapException {@code why}, if the target has refused several in a row: the messages are not the cause
     * @throws PermanentException likewise if the mailbox is full
     */
    void suspect(MessageInfo message, ImapException why) throws ImapException {
        suspects.put(message, why.getMessage());
        last = why;
        if (suspects.size() > MOST_SUSPECTS) {
            throw orFull(why);
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
     * Reports each refused message. Must be called after all other messages were tried.
     *
     * @throws ImapException if the last messages may have been refused for a transient reason that does not concern them
     * @throws PermanentException likewise if the mailbox is full
     */
    void report(FolderCopyState folder, Step step) throws ImapException {
        if (!suspects.isEmpty() && (isFull(last) || !work.hasWaited() || last.backoff() != null)) {
            throw orFull(last);
        }
        landed();
        refused.forEach((message, why) -> {
            folder.notCopied().fail(UidSet.range(message.uid(), message.uid()));
            work.warn("folder " + folder.pair() + ", UID " + message.uid() + ": refused by the target, not copied: "
                    + why);
            folder.differences().add(message.uid(), "was refused by the target: " + why);
            work.settled(step, 1);
        });
    }

    private static boolean isFull(ImapException fault) {
        return fault instanceof CommandRefusedException refused && refused.full();
    }

    private ImapException orFull(ImapException fault) {
        if (isFull(fault)) {
            throw new PermanentException(
                    "account " + work.account().getAccount() + ": the mailbox of "
                            + work.session().target().who() + " is full (" + fault.getMessage()
                            + "); raise its quota, then retry.",
                    fault,
                    Outcome.PARTIAL);
        }
        return fault;
    }
}
