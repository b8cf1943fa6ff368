// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.fidelity.AlteredMessages;
import org.mailmig.mailbox.internal.fidelity.MessageTexts;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Reads every paired message on both sides and compares SHA-256: of all bytes for what this pass wrote, of the body for what existed
 * before (the other copy may have arrived with other trace headers).
 */
final class FullVerify {
    private static final int AT_ONCE = 500;
    private final StepContext work;
    private final FolderCopyState folder;

    FullVerify(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    void run(Set<Long> bad) {
        Set<Long> written = new HashSet<>();
        folder.written()
                .messages()
                .forEach(message -> written.add(message.source().uid()));
        for (UidRun run : work.uidMappings().pairings(folder.state().id())) {
            for (long done = 0; done < run.count(); done += AT_ONCE) {
                work.checkNotStopping();
                long count = Math.min(AT_ONCE, run.count() - done);
                compare(new UidRun(run.source() + done, run.target() + done, count, run.ours()), written, bad);
            }
        }
    }

    private void compare(UidRun run, Set<Long> written, Set<Long> bad) {
        Map<Long, Long> sizes = new HashMap<>();
        Map<Long, MessageHashes.Twofold> here =
                hashes(work.session().source(), folder.pair().source().rawName(), run.source(), run.count(), sizes);
        Map<Long, MessageHashes.Twofold> there =
                hashes(work.session().target(), folder.pair().targetRaw(), run.target(), run.count(), new HashMap<>());
        List<AlteredMessages.Twin> differing = new ArrayList<>();
        here.forEach((uid, source) -> {
            long targetUid = run.targetOf(uid);
            MessageHashes.Twofold target = there.get(targetUid);
            boolean mine = run.ours() || written.contains(uid);
            boolean same = target != null
                    && (mine
                            ? target.exact().equals(source.exact())
                            : target.body().equals(source.body()));
            if (target == null && written.contains(uid)) { // otherwise its owner has removed it
                differs(Finding.Kind.MISSING, uid, targetUid, source.exact(), "missing", bad);
            } else if (target != null && !same) {
                differing.add(new AlteredMessages.Twin(uid, targetUid, sizes.get(uid)));
            }
        });
        new AlteredMessages(work, folder).unexplained(differing).stream().forEach(uid -> {
            long targetUid = run.targetOf(uid);
            differs(
                    Finding.Kind.ALTERED,
                    uid,
                    targetUid,
                    here.get(uid).exact(),
                    there.get(targetUid).exact(),
                    bad);
        });
    }

    private void differs(Finding.Kind kind, long uid, long targetUid, String here, String there, Set<Long> bad) {
        if (bad.add(uid)) {
            String text = folder.differences()
                    .add(uid, "differs: SHA-256 " + here + " at the source, " + there + " in the target");
            folder.find(kind, uid, targetUid, text);
        }
    }

    private Map<Long, MessageHashes.Twofold> hashes(
            MailboxConnections<? extends ReadOnlyConnection> side,
            String raw,
            long first,
            long count,
            Map<Long, Long> sizes) {
        Map<Long, MessageHashes.Twofold> hashes = new HashMap<>();
        WireErrors.on(
                "reading folder " + folder.pair() + " of " + side.who(),
                () -> side.with(connection -> {
                    MessageTexts.read(connection, raw, UidSet.range(first, first + count - 1), (uid, size, bytes) -> {
                        hashes.put(uid, MessageHashes.twofold(bytes));
                        sizes.put(uid, size);
                    });
                    return null;
                }));
        return hashes;
    }
}
