// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.fidelity.AlteredMessages;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/**
 * Written messages for which the target announces another size. RFC822.SIZE is an estimate with some servers (GreenMail leaves the header
 * out), so that their bytes are counted.
 */
final class OddSizes {
    private static final int MOST_COUNTED_CHARS = 1000;

    private final StepContext work;
    private final FolderCopyState folder;
    /** By target UID. */
    private final Map<Long, WrittenMessages.Written> odd = new HashMap<>();

    OddSizes(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    void add(WrittenMessages.Written written) {
        odd.put(written.targetUid(), written);
    }

    /** Reports those that really have another size, unless the target alters each such message. */
    void judge(String what, MessageDifferences differences) {
        if (odd.isEmpty()) {
            return;
        }
        Map<WrittenMessages.Written, Long> other =
                WireErrors.on(what, () -> work.session().target().with(this::count));
        UidSet unexplained = new AlteredMessages(work, folder)
                .unexplained(other.keySet().stream().map(AtRiskVerify::twin).toList());
        other.forEach((written, bytes) -> {
            if (unexplained.contains(written.source().uid())) {
                differences.altered(written, "has " + bytes + " bytes in the target, " + written.size() + " were sent");
            }
        });
    }

    /** Returns the messages that have another size, with their bytes in the target. */
    private Map<WrittenMessages.Written, Long> count(ImapConnection connection) throws IOException {
        connection.examine(folder.pair().targetRaw());
        Map<Long, Long> octets = new HashMap<>();
        for (UidSet some : UidSet.of(odd.keySet()).pieces(MOST_COUNTED_CHARS)) {
            connection.fetchBodies(some, (uid, size, text) -> octets.put(uid, size));
        }
        Map<WrittenMessages.Written, Long> other = new HashMap<>();
        odd.forEach((targetUid, written) -> {
            long there = octets.getOrDefault(targetUid, 0L);
            if (there != written.size()) {
                other.put(written, there);
            }
        });
        return other;
    }
}
