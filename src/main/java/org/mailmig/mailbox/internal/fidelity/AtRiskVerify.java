// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/**
 * Reads the messages back that this pass sent with bytes at risk, and compares. What the target altered in exactly these bytes is
 * declared, since another attempt would store the same; anything else is a difference.
 */
public final class AtRiskVerify {
    private final StepContext work;
    private final FolderCopyState folder;

    public AtRiskVerify(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Records a message that is sent; called in the folder's own thread. @param text {@code null} if it was only streamed */
    public static void note(FolderCopyState folder, long sourceUid, int kinds, byte[] text) {
        if (kinds == 0) {
            return;
        }
        try {
            String print = text == null ? null : MessageHashes.exact(new ByteArrayInputStream(text));
            folder.written().putAtRisk(sourceUid, new WrittenMessages.AtRisk(kinds, print));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
    }

    /**
     * @param earlier what an earlier pass wrote and nobody has read back
     * @param reopened those of {@code earlier} that an earlier verify found altered
     * @param there UIDs that are in the target; missing ones are reported elsewhere
     */
    public void run(List<WrittenMessages.Written> earlier, UidSet reopened, Set<Long> there, Set<Long> bad) {
        Map<Long, WrittenMessages.Written> asked = new HashMap<>();
        List<WrittenMessages.Written> all = new ArrayList<>(folder.written().messages());
        all.addAll(earlier);
        for (WrittenMessages.Written written : all) {
            long uid = written.source().uid();
            if ((folder.written().atRisk().containsKey(uid) || reopened.contains(uid))
                    && there.contains(written.targetUid())) {
                asked.put(written.targetUid(), written);
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Map<Long, String> stored =
                prints(work.session().target(), folder.pair().targetRaw(), UidSet.of(asked.keySet()));
        Map<Long, String> sent = sent(asked.values());
        Map<Long, WrittenMessages.Written> differing = new TreeMap<>();
        asked.forEach((targetUid, written) -> {
            long uid = written.source().uid();
            String kept = stored.get(targetUid);
            if (kept != null && sent.containsKey(uid) && !kept.equals(sent.get(uid))) {
                differing.put(uid, written);
            }
        });
        UidSet unexplained = new AlteredMessages(work, folder)
                .unexplained(differing.values().stream().map(AtRiskVerify::twin).toList());
        unexplained.stream().filter(bad::add).forEach(uid -> {
            long targetUid = differing.get(uid).targetUid();
            String text = folder.differences()
                    .add(
                            uid,
                            "is not what was sent: SHA-256 " + stored.get(targetUid) + " in the target, "
                                    + sent.get(uid) + " was sent");
            folder.find(Finding.Kind.ALTERED, uid, targetUid, text);
        });
    }

    public static AlteredMessages.Twin twin(WrittenMessages.Written written) {
        return new AlteredMessages.Twin(written.source().uid(), written.targetUid(), written.size());
    }

    /** Returns SHA-256 by source UID; what was only streamed is fetched from the source again. */
    private Map<Long, String> sent(Collection<WrittenMessages.Written> all) {
        Map<Long, String> sent = new HashMap<>();
        List<Long> unknown = new ArrayList<>();
        for (WrittenMessages.Written written : all) {
            long uid = written.source().uid();
            WrittenMessages.AtRisk risk = folder.written().atRisk().get(uid);
            if (risk != null && risk.print() != null) {
                sent.put(uid, risk.print());
            } else {
                unknown.add(uid);
            }
        }
        if (!unknown.isEmpty()) {
            sent.putAll(prints(work.session().source(), folder.pair().source().rawName(), UidSet.of(unknown)));
        }
        return sent;
    }

    /** Declares something that the target does not keep; it is reported now and in each later run. */
    public static void declare(FolderCopyState folder, String why, long sourceUid, long targetUid) {
        if (!folder.differences().isAltered(why, targetUid)) {
            folder.differences().alter(why, UidSet.range(targetUid, targetUid));
            folder.find(Finding.Kind.DECLARED, sourceUid, targetUid, why);
        }
    }

    private Map<Long, String> prints(MailboxConnections<? extends ReadOnlyConnection> side, String raw, UidSet uids) {
        Map<Long, String> prints = new HashMap<>();
        return WireErrors.on(
                "reading folder " + folder.pair() + " of " + side.who(),
                () -> side.with(connection -> {
                    MessageTexts.read(
                            connection, raw, uids, (uid, size, bytes) -> prints.put(uid, MessageHashes.exact(bytes)));
                    return prints;
                }));
    }
}
