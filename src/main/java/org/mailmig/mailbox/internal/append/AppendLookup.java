// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.List;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/** Looks up, on another connection to the target, which messages of an APPEND in doubt were stored. */
final class AppendLookup {
    private final FolderConnections connections;
    private final UidPlacement places;
    private final StoredMessages stored;
    /** The target reported an APPEND as a syntax error: from now on it is sent no literal before it asks for it. */
    private boolean careful;

    AppendLookup(FolderConnections connections, UidPlacement places, StoredMessages stored) {
        this.connections = connections;
        this.places = places;
        this.stored = stored;
    }

    void waitBeforeLiterals() {
        careful = true;
    }

    /** Returns the messages that the target does not contain. Those that it contains are counted. */
    List<MessageInfo> withoutStored(AppendAttempt attempt, IOException lost) throws IOException {
        return stored.without(attempt.messages(), lookUp(attempt.intent(), lost));
    }

    private UidSet lookUp(PendingAppend intent, IOException lost) throws IOException {
        long uidNext = connections.replaceTarget(lost, careful);
        UidSet found = stored.lookFor(intent);
        stored.setUidNext(uidNext);
        places.markUncertain();
        return found;
    }

    /** Does the same for messages that cannot be sent again now. A failure is added to {@code lost}. */
    void lookUpIfPossible(PendingAppend intent, IOException lost) {
        try {
            lookUp(intent, lost);
        } catch (IOException e) {
            lost.addSuppressed(e); // the intent stays open: the next run looks for it
        }
    }
}
