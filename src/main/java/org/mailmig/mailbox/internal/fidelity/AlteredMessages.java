// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** Reads messages that differ on the two sides, many in a round trip, and finds out how they differ. */
public final class AlteredMessages {
    /** Bytes of one group on one side that are kept in memory; a server may send larger texts than it announced. */
    private static final int MOST_HELD = 8 << 20;

    /** Read at once from each side; larger messages are kept in files ({@link MessageBytes}). */
    private static final int MOST_MESSAGES = 100;

    private static final long MOST_BYTES = 2L << 20;

    private final StepContext work;
    private final FolderCopyState folder;

    public AlteredMessages(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** A message as it is on either side. @param size approximate size in bytes */
    public record Twin(long sourceUid, long targetUid, long size) {}

    /**
     * Returns the source UIDs of messages that differ in more than what targets always do, or that cannot be read. Reports what targets
     * always do.
     */
    public UidSet unexplained(Collection<Twin> twins) {
        List<Long> unexplained = new ArrayList<>();
        List<Twin> together = new ArrayList<>();
        long bytes = 0;
        for (Twin twin : twins) {
            if (together.size() == MOST_MESSAGES || bytes + twin.size() > MOST_BYTES) {
                look(together, unexplained);
                together.clear();
                bytes = 0;
            }
            together.add(twin);
            bytes += twin.size();
        }
        look(together, unexplained);
        return UidSet.of(unexplained);
    }

    private void look(List<Twin> twins, List<Long> unexplained) {
        if (twins.isEmpty()) {
            return;
        }
        work.checkNotStopping();
        Map<Long, MessageBytes> stored = new HashMap<>();
        Map<Long, MessageBytes> sent =
                WireErrors.on("reading folder " + folder.pair() + " on both sides", () -> work.threads()
                        .both(
                                () -> texts(
                                        work.session().source(),
                                        folder.pair().source().rawName(),
                                        UidSet.of(twins.stream()
                                                .map(Twin::sourceUid)
                                                .toList())),
                                () -> {
                                    stored.putAll(texts(
                                            work.session().target(),
                                            folder.pair().targetRaw(),
                                            UidSet.of(twins.stream()
                                                    .map(Twin::targetUid)
                                                    .toList())));
                                    return null;
                                }));
        for (Twin twin : twins) {
            if (!isExplained(twin, sent.get(twin.sourceUid()), stored.get(twin.targetUid()))) {
                unexplained.add(twin.sourceUid());
            }
        }
    }

    private boolean isExplained(Twin twin, MessageBytes sent, MessageBytes stored) {
        if (sent == null || stored == null) {
            return false;
        }
        Optional<Set<String>> reasons = Alteration.reasons(sent, stored);
        reasons.filter(some -> !some.isEmpty())
                .ifPresent(some ->
                        AtRiskVerify.declare(folder, String.join(" and ", some), twin.sourceUid(), twin.targetUid()));
        return reasons.isPresent();
    }

    private Map<Long, MessageBytes> texts(
            MailboxConnections<? extends ReadOnlyConnection> side, String raw, UidSet uids) {
        Map<Long, MessageBytes> texts = new HashMap<>();
        return WireErrors.on(
                "reading folder " + folder.pair() + " of " + side.who(),
                () -> side.with(connection -> {
                    long[] held = new long[1];
                    MessageTexts.read(connection, raw, uids, (uid, size, bytes) -> {
                        if (uids.contains(uid) && !texts.containsKey(uid)) { // a server may send what nobody asked for
                            held[0] += size;
                            texts.put(uid, MessageBytes.read(bytes, held[0] > MOST_HELD ? 1 : MessageBytes.MOST_HELD));
                        }
                    });
                    return texts;
                }));
    }
}
