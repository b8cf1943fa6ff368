// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

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
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Finding;

/**
 * Reads the messages back that this pass sent with octets at risk, and compares. What the target altered in just these octets
 * is declared, since no second attempt would store it otherwise; anything else is a difference.
 */
final class ReadBack {
    private final Work work;
    private final FolderPass folder;

    ReadBack(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Called with each message that is sent, in the folder's own thread. @param text {@code null} where it only streamed by */
    static void note(FolderPass folder, long sourceUid, int kinds, byte[] text) {
        if (kinds == 0) {
            return;
        }
        try {
            String print = text == null ? null : Hashes.exact(new ByteArrayInputStream(text));
            folder.atRisk.put(sourceUid, new FolderPass.AtRisk(kinds, print));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
    }

    /**
     * @param earlier what an earlier pass wrote and nobody has read back
     * @param reopened of these, what an earlier verify found altered
     * @param there UIDs that are in the target; what is missing is told elsewhere
     */
    void run(List<FolderPass.Written> earlier, UidSet reopened, Set<Long> there, Set<Long> bad) {
        Map<Long, FolderPass.Written> asked = new HashMap<>();
        List<FolderPass.Written> all = new ArrayList<>(folder.written);
        all.addAll(earlier);
        for (FolderPass.Written written : all) {
            long uid = written.source().uid();
            if ((folder.atRisk.containsKey(uid) || reopened.contains(uid)) && there.contains(written.targetUid())) {
                asked.put(written.targetUid(), written);
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Map<Long, String> stored = prints(work.session.target, folder.pair.targetRaw(), UidSet.of(asked.keySet()));
        Map<Long, String> sent = sent(asked.values());
        Map<Long, FolderPass.Written> differing = new TreeMap<>();
        asked.forEach((targetUid, written) -> {
            long uid = written.source().uid();
            String kept = stored.get(targetUid);
            if (kept != null && sent.containsKey(uid) && !kept.equals(sent.get(uid))) {
                differing.put(uid, written);
            }
        });
        UidSet unexplained = new AlteredMessages(work, folder)
                .unexplained(differing.values().stream().map(ReadBack::twin).toList());
        unexplained.stream().filter(bad::add).forEach(uid -> {
            long targetUid = differing.get(uid).targetUid();
            String text = folder.differs(
                    uid,
                    "is not what was sent: SHA-256 " + stored.get(targetUid) + " in the target, " + sent.get(uid)
                            + " was sent");
            folder.found.add(new Finding(folder.state.id(), Finding.Kind.ALTERED, uid, targetUid, text));
        });
    }

    static AlteredMessages.Twin twin(FolderPass.Written written) {
        return new AlteredMessages.Twin(written.source().uid(), written.targetUid(), written.size());
    }

    /** SHA-256 by source UID; of what only streamed by, as the source sends it again. */
    private Map<Long, String> sent(Collection<FolderPass.Written> all) {
        Map<Long, String> sent = new HashMap<>();
        List<Long> unknown = new ArrayList<>();
        for (FolderPass.Written written : all) {
            long uid = written.source().uid();
            FolderPass.AtRisk risk = folder.atRisk.get(uid);
            if (risk != null && risk.print() != null) {
                sent.put(uid, risk.print());
            } else {
                unknown.add(uid);
            }
        }
        if (!unknown.isEmpty()) {
            sent.putAll(prints(work.session.source, folder.pair.source().rawName(), UidSet.of(unknown)));
        }
        return sent;
    }

    /** The target does not keep that; named now and in each later run. */
    static void declare(FolderPass folder, String why, long sourceUid, long targetUid) {
        UidSet one = UidSet.range(targetUid, targetUid);
        UidSet known = folder.altered.getOrDefault(why, UidSet.empty());
        if (!known.contains(targetUid)) {
            folder.altered.put(why, known.plus(one));
            folder.found.add(new Finding(folder.state.id(), Finding.Kind.DECLARED, sourceUid, targetUid, why));
        }
    }

    private Map<Long, String> prints(Side<? extends ReadOnlyConnection> side, String raw, UidSet uids) {
        Map<Long, String> prints = new HashMap<>();
        return Faults.on(
                "reading folder " + folder.pair + " of " + side.who(),
                () -> side.with(connection -> {
                    Bodies.read(connection, raw, uids, (uid, size, bytes) -> prints.put(uid, Hashes.exact(bytes)));
                    return prints;
                }));
    }
}
