// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/** UID SEARCH in the selected folder (RFC 9051, 6.4.4), continued if the server stops early (RFC 9738). */
public final class UidSearch {
    private static final long MOST_UID = 0xFFFFFFFFL;

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
        restOfSearch(firstUid, limited(command, conversation.attempt(command, found)), found);
        return found.uids();
    }

    Command search(String what) {
        return capabilities.has("ESEARCH")
                ? Command.of("UID SEARCH", "RETURN (ALL) " + what).uses(Feature.ESEARCH)
                : Command.of("UID SEARCH", what);
    }

    /** Finishes a search that was done in the selected folder, or a part of it. A refusal leaves what was found, or nothing. */
    void searched(String rawName, Status done, SearchResponse found) throws IOException {
        if (done.ok() || MessageLimit.isLimited(done)) {
            restOfSearch(1, done, found);
        } else if (!done.kind().equals("NO")) {
            conversation.accepted(Command.of("UID SEARCH", "ALL in " + rawName), done);
        }
    }

    private void restOfSearch(long firstUid, Status done, SearchResponse found) throws IOException {
        UidSet left = MessageLimit.left(UidSet.range(firstUid, MOST_UID), done);
        for (int sent = 0; !left.isEmpty(); sent++) {
            MessageLimit.checkSent(sent);
            Command command = search("UID " + left);
            left = MessageLimit.left(left, limited(command, conversation.attempt(command, found)));
        }
    }

    /** Returns OK, or a NO that says where the server stopped. */
    private Status limited(Command command, Status status) throws IOException {
        return isStopped(status) ? status : conversation.accepted(command, status);
    }

    /** Returns whether the server stopped before it had searched all messages. */
    static boolean isStopped(Status done) {
        return !MessageLimit.left(UidSet.range(1, MOST_UID), done).isEmpty();
    }
}
