// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.mailflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;

/** The INBOX that a test message must reach. */
final class MailFlowInbox {
    private final MailboxConnections<? extends ReadOnlyConnection> side;

    MailFlowInbox(MailboxConnections<? extends ReadOnlyConnection> side) {
        this.side = side;
    }

    /** Returns the user and server, for messages. */
    String who() {
        return side.who();
    }

    /** Returns the UID that the next message gets at least. */
    long uidNext() {
        return WireErrors.on(
                "looking at the INBOX of " + who(),
                () -> side.with(
                        connection -> connection.examine("INBOX").status().uidNext()));
    }

    /** Returns the UID of the test message with this id, if it is at {@code firstUid} or after it. */
    Optional<Long> find(String id, long firstUid) {
        return WireErrors.on(
                "looking for the probe in the INBOX of " + who(),
                () -> side.with(connection -> find(connection, id, firstUid)));
    }

    private static Optional<Long> find(ReadOnlyConnection connection, String id, long firstUid) throws IOException {
        long next = connection.examine("INBOX").status().uidNext();
        List<Long> found = new ArrayList<>();
        if (next > firstUid) {
            connection.fetchHeader(
                    UidSet.range(firstUid, UidSet.LARGEST), List.of(MailFlowMessage.HEADER), (uid, octets) -> {
                        if (new String(octets, StandardCharsets.ISO_8859_1).contains(id)) {
                            found.add(uid);
                        }
                    });
        }
        return found.stream().findFirst();
    }

    /**
     * Removes a message from the INBOX of the target.
     *
     * @return false if the target cannot remove single messages
     */
    static boolean remove(MailboxConnections<ImapConnection> target, long uid) {
        return WireErrors.on(
                "removing the probe from the INBOX of " + target.who(),
                () -> target.with(connection -> remove(connection, uid)));
    }

    private static boolean remove(ImapConnection target, long uid) throws IOException {
        if (!target.removesSingly()) {
            return false;
        }
        target.select("INBOX");
        target.remove(UidSet.range(uid, uid));
        return true;
    }
}
