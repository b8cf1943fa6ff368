// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Finding;

/**
 * Reads the messages back that this pass sent with octets at risk, and compares. What the target altered in just these octets
 * is declared, since no second attempt would store it otherwise; anything else is a difference.
 */
final class ReadBack {
    private static final int MOST_SET_CHARS = 1000;

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
        asked.forEach((targetUid, written) -> judge(written, stored.get(targetUid), bad));
    }

    private void judge(FolderPass.Written written, String stored, Set<Long> bad) {
        long uid = written.source().uid();
        FolderPass.AtRisk risk = folder.atRisk.get(uid);
        String sent = risk != null && risk.print() != null ? risk.print() : sourcePrint(uid);
        if (stored == null || sent == null || stored.equals(sent)) {
            return;
        }
        if (!isDeclared(uid, written.targetUid()) && bad.add(uid)) {
            String text = folder.differs(
                    uid, "is not what was sent: SHA-256 " + stored + " in the target, " + sent + " was sent");
            folder.found.add(new Finding(folder.state.id(), Finding.Kind.ALTERED, uid, written.targetUid(), text));
        }
    }

    /**
     * Reads both and looks at what differs: true where that is nothing, or only what targets do each time, which is declared
     * then.
     */
    boolean isDeclared(long sourceUid, long targetUid) {
        MessageBytes sent = bytes(work.session.source, folder.pair.source().rawName(), sourceUid);
        MessageBytes stored = bytes(work.session.target, folder.pair.targetRaw(), targetUid);
        if (sent == null || stored == null) {
            return false;
        }
        Optional<Set<String>> reasons = Alteration.reasons(sent, stored);
        reasons.filter(some -> !some.isEmpty())
                .ifPresent(some -> declare(folder, String.join(" and ", some), sourceUid, targetUid));
        return reasons.isPresent();
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

    /** {@code null} where the server does not send it. */
    private MessageBytes bytes(Side<?> side, String raw, long uid) {
        MessageBytes[] read = new MessageBytes[1];
        Faults.on(
                "reading folder " + folder.pair + " of " + side.who(),
                () -> side.with(connection -> {
                    connection.examine(raw);
                    connection.fetchBodies(
                            UidSet.range(uid, uid), (same, size, octets) -> read[0] = MessageBytes.read(octets));
                    return null;
                }));
        return read[0];
    }

    private String sourcePrint(long uid) {
        return prints(work.session.source, folder.pair.source().rawName(), UidSet.range(uid, uid))
                .get(uid);
    }

    private Map<Long, String> prints(Side<? extends ReadOnlyConnection> side, String raw, UidSet uids) {
        Map<Long, String> prints = new HashMap<>();
        Faults.on(
                "reading folder " + folder.pair + " of " + side.who(),
                () -> side.with(connection -> {
                    read(connection, raw, uids, prints);
                    return null;
                }));
        return prints;
    }

    private static void read(ReadOnlyConnection connection, String raw, UidSet uids, Map<Long, String> prints)
            throws IOException {
        connection.examine(raw);
        for (UidSet some : uids.pieces(MOST_SET_CHARS)) {
            connection.fetchBodies(some, (uid, size, octets) -> prints.put(uid, Hashes.exact(octets)));
        }
    }
}
