// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.fidelity.AlterationScanner;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Settles APPENDs without a response. Servers keep a message whose OK was lost, so the target is searched, from the UIDNEXT in the
 * journal, before anything is sent again. Messages are recognised by their bytes, with those that servers alter masked; messages that
 * no longer exist at the source are recognised by their position among the others.
 */
public final class InDoubtAppends {
    private final StepContext work;
    private final FolderCopyState folder;

    public InDoubtAppends(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Records what was stored, and that it was searched for. Returns the source UIDs that were stored and were not yet paired. The
     * folder must be selected on both sides.
     */
    public UidSet lookFor(PendingAppend intent, ReadOnlyConnection source, ImapConnection target) throws IOException {
        List<UidRun> paired = work.uidMappings().pairings(folder.state().id());
        UidSet sent = UidSet.parse(intent.sourceUids()).minus(UidMapping.sourceUids(paired));
        folder.pairing().doubt();
        UidSet landed = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(UidMapping.targetUids(paired));
        if (landed.isEmpty() || sent.isEmpty()) {
            work.copies().looked(work.account(), intent, List.of(), List.of(), Map.of());
            return UidSet.empty();
        }
        Map<Long, Integer> atRisk = new HashMap<>();
        Map<Long, String> there = hashes(target, landed, new HashMap<>());
        Map<Long, String> here = hashes(source, sent, atRisk);
        List<Long> sourceUids = new ArrayList<>();
        List<Long> targetUids = new ArrayList<>();
        if (isWhole(sent, here, there, target.offers("MULTIAPPEND"))) {
            sourceUids.addAll(sent.stream().boxed().limit(there.size()).toList());
            targetUids.addAll(there.keySet());
        } else {
            byText(here, there, sourceUids, targetUids);
        }
        atRisk.keySet().retainAll(sourceUids);
        work.copies()
                .looked(
                        work.account(),
                        intent,
                        RunJoiner.pairings(sourceUids, targetUids, true),
                        flagsSent(target, sourceUids, targetUids),
                        atRisk);
        return UidSet.of(sourceUids);
    }

    private static void byText(
            Map<Long, String> here, Map<Long, String> there, List<Long> sourceUids, List<Long> targetUids) {
        Map<String, Deque<Long>> byText = new HashMap<>();
        there.forEach((uid, hash) ->
                byText.computeIfAbsent(hash, key -> new ArrayDeque<>()).add(uid));
        here.forEach((uid, hash) -> {
            Deque<Long> found = byText.get(hash);
            if (found != null && !found.isEmpty()) {
                sourceUids.add(uid);
                targetUids.add(found.poll());
            }
        });
    }

    /**
     * Returns whether the target's new messages correspond to those sent, one for one, except some that no longer exist at the source.
     * An APPEND keeps the order (RFC 3502, 2), so their neighbours identify those: consecutive UIDs, the same texts where there are
     * texts, at least one text, and after the last of these only messages of the same command.
     */
    private static boolean isWhole(UidSet sent, Map<Long, String> here, Map<Long, String> there, boolean inOne) {
        List<Long> order = sent.stream().boxed().toList();
        List<Long> landed = List.copyOf(there.keySet());
        boolean some = here.size() < order.size() && landed.size() <= order.size();
        int lastText = -1;
        for (int i = 0; some && i < landed.size(); i++) {
            String text = here.get(order.get(i));
            some = (text == null || text.equals(there.get(landed.get(i)))) && landed.get(i) == landed.get(0) + i;
            lastText = text == null ? lastText : i;
        }
        return some && lastText >= 0 && (lastText == landed.size() - 1 || inOne && landed.size() == order.size());
    }

    /** Returns the flags that the target has, which are those that were sent: the base for later changes at the source. */
    private static List<FlagRun> flagsSent(ImapConnection target, List<Long> sourceUids, List<Long> targetUids)
            throws IOException {
        if (targetUids.isEmpty()) {
            return List.of();
        }
        Map<Long, MessageInfo> there = new HashMap<>();
        target.fetchFacts(UidSet.of(targetUids), message -> there.put(message.uid(), message));
        List<MessageInfo> sent = new ArrayList<>();
        for (int i = 0; i < sourceUids.size(); i++) {
            MessageInfo message = there.get(targetUids.get(i));
            if (message != null) {
                sent.add(new MessageInfo(
                        sourceUids.get(i), message.flags(), message.internalDate(), message.size(), message.modSeq()));
            }
        }
        return RunJoiner.flags(sent);
    }

    /** Returns the hashes, ascending by UID. */
    private static Map<Long, String> hashes(ReadOnlyConnection connection, UidSet uids, Map<Long, Integer> atRisk)
            throws IOException {
        Map<Long, String> hashes = new TreeMap<>();
        connection.fetchBodies(uids, (uid, size, octets) -> {
            AlterationScanner look = new AlterationScanner(OutputStream.nullOutputStream());
            hashes.put(uid, MessageHashes.masked(look.over(octets)));
            if (look.kinds() != 0) {
                atRisk.put(uid, look.kinds());
            }
        });
        return hashes;
    }
}
