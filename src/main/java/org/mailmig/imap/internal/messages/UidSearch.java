// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/**
 * UID SEARCH in the selected folder (RFC 9051, 6.4.4), in as many commands as the server's limit of messages for each command requires
 * (RFC 9738).
 */
public final class UidSearch {

    private final Conversation conversation;
    private final Capabilities capabilities;

    public UidSearch(Conversation conversation, Capabilities capabilities) {
        this.conversation = conversation;
        this.capabilities = capabilities;
    }

    /** Returns the UIDs from {@code firstUid} on. */
    public UidSet from(long firstUid) throws IOException {
        SearchResponse found = new SearchResponse(firstUid);
        Command command = search(firstUid == 1 ? "ALL" : "UID " + firstUid + ":*");
        conversation.accepted(command, rest(firstUid, "", conversation.attempt(command, found), found));
        return found.uids();
    }

    /** Returns those of {@code uids} that exist, for a set that a server refuses because it may be too many. */
    UidSet existing(UidSet uids) throws IOException {
        return from(uids.first()).and(uids);
    }

    Command search(String what) {
        return capabilities.has("ESEARCH")
                ? Command.of("UID SEARCH", "RETURN (ALL) " + what).uses(Feature.ESEARCH)
                : Command.of("UID SEARCH", what);
    }

    /** Finishes a search for all messages, or a part of it. A refusal leaves what was found, or nothing. */
    void searched(String rawName, Status done, SearchResponse found) throws IOException {
        Status last = rest(1, "", done, found);
        if (last.kind().equals("BAD")) {
            conversation.accepted(Command.of("UID SEARCH", "ALL in " + rawName), last);
        }
    }

    /**
     * Does what the first command, which searched all messages, has left.
     *
     * @param criterion what the messages must match
     * @throws CommandRefusedException if the server refuses
     */
    public void finish(Command first, String criterion, Status done, SearchResponse found) throws IOException {
        conversation.accepted(first, rest(1, " " + criterion, done, found));
    }

    /** Returns OK, or the refusal. */
    private Status rest(long firstUid, String criterion, Status done, SearchResponse found) throws IOException {
        UidSet left = UidSet.range(firstUid, UidSet.LARGEST);
        Status last = done;
        for (int sent = 0; MessageLimit.isLimited(last); sent++) {
            MessageLimit.checkSent(sent);
            if (MessageLimit.didNothing(left, last)) {
                return byNumber(criterion, last, found);
            }
            left = MessageLimit.left(left, last);
            if (left.isEmpty()) {
                break;
            }
            last = conversation.attempt(search("UID " + left + criterion), found);
        }
        return last;
    }

    /**
     * Searches as many messages at a time as the server allows, by their sequence numbers, since the UIDs are what is searched. Begins at
     * the end: if a message is expunged in the meantime, the numbers of later messages decrease, and none is left out.
     */
    private Status byNumber(String criterion, Status refusal, SearchResponse found) throws IOException {
        long most = MessageLimit.limit(refusal);
        long last = conversation.exists();
        Status done = refusal;
        for (int sent = 0; most > 0 && last > 0; sent++) {
            MessageLimit.checkSent(sent);
            long first = Math.max(1, last - most + 1);
            done = conversation.attempt(search(first + ":" + last + criterion), found);
            if (!done.ok()) {
                return done;
            }
            last = first - 1;
        }
        return done;
    }
}
