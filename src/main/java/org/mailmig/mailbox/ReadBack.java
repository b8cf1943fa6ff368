// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.UidSet;

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
            Hashes.Print print = text == null ? null : Hashes.print(new ByteArrayInputStream(text));
            folder.atRisk.put(sourceUid, new FolderPass.AtRisk(kinds, print));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
    }

    /**
     * @param earlier what an earlier pass wrote and nobody has read back
     * @param there UIDs that stand in the target; what is missing is told elsewhere
     */
    void run(List<FolderPass.Written> earlier, Set<Long> there, Set<Long> bad) {
        Map<Long, FolderPass.Written> asked = new HashMap<>();
        List<FolderPass.Written> all = new ArrayList<>(folder.written);
        all.addAll(earlier);
        for (FolderPass.Written written : all) {
            if (folder.atRisk.containsKey(written.source().uid()) && there.contains(written.targetUid())) {
                asked.put(written.targetUid(), written);
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Map<Long, Hashes.Print> stored =
                prints(work.session.target, folder.pair.targetRaw(), UidSet.of(asked.keySet()));
        asked.forEach((targetUid, written) -> judge(written, stored.get(targetUid), bad));
    }

    private void judge(FolderPass.Written written, Hashes.Print stored, Set<Long> bad) {
        long uid = written.source().uid();
        FolderPass.AtRisk risk = folder.atRisk.get(uid);
        Hashes.Print sent = risk.print() != null ? risk.print() : sourcePrint(uid);
        if (stored == null || sent == null || stored.exact().equals(sent.exact())) {
            return;
        }
        if (stored.masked().equals(sent.masked())) {
            declare(Telltale.words(risk.kinds()), written.targetUid());
        } else if (bad.add(uid)) {
            folder.differences.add("UID " + uid + " is not what was sent: SHA-256 " + stored.exact()
                    + " in the target, " + sent.exact() + " was sent");
        }
    }

    private void declare(String why, long targetUid) {
        UidSet one = UidSet.range(targetUid, targetUid);
        folder.altered.merge(why, one, UidSet::plus);
    }

    /** Do the two differ in nothing but octets that some servers alter? Reads both. */
    boolean isAltered(long sourceUid, long targetUid) {
        if (folder.altered.values().stream().anyMatch(uids -> uids.contains(targetUid))) {
            return true;
        }
        Hashes.Print sent = sourcePrint(sourceUid);
        Hashes.Print stored = prints(work.session.target, folder.pair.targetRaw(), UidSet.range(targetUid, targetUid))
                .get(targetUid);
        boolean altered = sent != null && stored != null && sent.masked().equals(stored.masked());
        if (altered) {
            declare("octets that it holds (8-bit in a header, NUL, odd line ends)", targetUid);
        }
        return altered;
    }

    private Hashes.Print sourcePrint(long uid) {
        return prints(work.session.source, folder.pair.source().rawName(), UidSet.range(uid, uid))
                .get(uid);
    }

    private Map<Long, Hashes.Print> prints(Side<? extends ReadOnlyConnection> side, String raw, UidSet uids) {
        Map<Long, Hashes.Print> prints = new HashMap<>();
        Faults.on(
                "reading folder " + folder.pair + " of " + side.who(),
                () -> side.with(connection -> {
                    read(connection, raw, uids, prints);
                    return null;
                }));
        return prints;
    }

    private static void read(ReadOnlyConnection connection, String raw, UidSet uids, Map<Long, Hashes.Print> prints)
            throws IOException {
        connection.examine(raw);
        for (UidSet some : uids.pieces(MOST_SET_CHARS)) {
            connection.fetchBodies(some, (uid, size, octets) -> prints.put(uid, Hashes.print(octets)));
        }
    }
}
