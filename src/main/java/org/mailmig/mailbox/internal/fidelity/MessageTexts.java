// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.text.UidSet;

/** Reads the texts of several messages, in commands that every server can parse. */
public final class MessageTexts {
    private static final int MOST_SET_CHARS = 1000;

    private MessageTexts() {}

    /** Passes on each message that the server sends. A text without its UID is fetched again, by itself. */
    public static void read(ReadOnlyConnection connection, String raw, UidSet uids, TextReceiver each)
            throws IOException {
        connection.examine(raw);
        List<Long> named = new ArrayList<>();
        boolean[] nameless = new boolean[1];
        for (UidSet some : uids.pieces(MOST_SET_CHARS)) {
            connection.fetchBodies(some, (uid, size, bytes) -> {
                if (uid == 0) {
                    nameless[0] = true;
                } else {
                    named.add(uid);
                    each.message(uid, size, bytes);
                }
            });
        }
        if (nameless[0]) {
            for (long uid : uids.minus(UidSet.of(named)).stream().toArray()) {
                connection.fetchBodies(UidSet.range(uid, uid), (same, size, bytes) -> each.message(uid, size, bytes));
            }
        }
    }
}
