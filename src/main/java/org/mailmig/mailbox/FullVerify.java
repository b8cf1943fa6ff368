// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Finding;
import org.mailmig.ledger.UidRun;

/**
 * Reads every paired message on both sides and compares SHA-256: of all octets for what this pass wrote, of the body for
 * what stood there before (the other copy may have come with other trace headers).
 */
final class FullVerify {
    private static final int AT_ONCE = 500;
    private final Work work;
    private final FolderPass folder;

    FullVerify(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    void run(Set<Long> bad) {
        Set<Long> written = new HashSet<>();
        folder.written.forEach(message -> written.add(message.source().uid()));
        for (UidRun run : work.copies().pairings(folder.state.id())) {
            for (long done = 0; done < run.count(); done += AT_ONCE) {
                work.goOn();
                long count = Math.min(AT_ONCE, run.count() - done);
                compare(new UidRun(run.source() + done, run.target() + done, count, run.ours()), written, bad);
            }
        }
    }

    private void compare(UidRun run, Set<Long> written, Set<Long> bad) {
        Map<Long, Hashes.Twofold> here =
                hashes(work.session.source, folder.pair.source().rawName(), run.source(), run.count());
        Map<Long, Hashes.Twofold> there =
                hashes(work.session.target, folder.pair.targetRaw(), run.target(), run.count());
        for (Map.Entry<Long, Hashes.Twofold> entry : here.entrySet()) {
            long uid = entry.getKey();
            Hashes.Twofold target = there.get(run.target() + (uid - run.source()));
            boolean mine = run.ours() || written.contains(uid);
            boolean same = target != null
                    && (mine
                            ? target.exact().equals(entry.getValue().exact())
                            : target.body().equals(entry.getValue().body()));
            boolean goneByOwner = target == null && !written.contains(uid);
            long targetUid = run.target() + (uid - run.source());
            boolean declared = !same && target != null && new ReadBack(work, folder).isDeclared(uid, targetUid);
            if (!same && !goneByOwner && !declared && bad.add(uid)) {
                String text = folder.differs(
                        uid,
                        "differs: SHA-256 " + entry.getValue().exact() + " at the source, "
                                + (target == null ? "missing" : target.exact()) + " in the target");
                Finding.Kind kind = target == null ? Finding.Kind.MISSING : Finding.Kind.ALTERED;
                folder.found.add(new Finding(folder.state.id(), kind, uid, targetUid, text));
            }
        }
    }

    private Map<Long, Hashes.Twofold> hashes(
            Side<? extends ReadOnlyConnection> side, String raw, long first, long count) {
        Map<Long, Hashes.Twofold> hashes = new HashMap<>();
        Faults.on(
                "reading folder " + folder.pair + " of " + side.who(),
                () -> side.with(connection -> {
                    connection.examine(raw);
                    connection.fetchBodies(UidSet.range(first, first + count - 1), (uid, size, octets) -> {
                        hashes.put(uid, Hashes.twofold(octets));
                    });
                    return null;
                }));
        return hashes;
    }
}
