// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Detects that another client copies the same mail into the same folder, such as another mailmig with its own ledger. A message that
 * appeared in the target during the pass, is named by no pairing, and has the same bytes as a message that the pass wrote is a second
 * copy. It is reported in each run as long as both exist.
 */
final class DuplicateWriters {
    private final StepContext work;
    private final FolderCopyState folder;

    DuplicateWriters(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** @param paired target UIDs that pairings name */
    void look(FolderCount now, UidSet paired) {
        if (now == null || now.uidValidity() != folder.state().targetUidValidity()) {
            return;
        }
        Map<Long, Long> doubles = new HashMap<>(); // source UIDs, by target UID of the second copy
        for (Finding finding : folder.differences().earlier()) {
            boolean both =
                    finding.folder() == folder.state().id() && now.found().contains(finding.targetUid());
            if (finding.kind() == Finding.Kind.DOUBLE && both && !paired.contains(finding.targetUid())) {
                doubles.put(finding.targetUid(), finding.sourceUid());
            }
        }
        UidSet others = now.found().minus(paired).minus(folder.target().before());
        if (!folder.untouched() && !folder.written().messages().isEmpty() && !others.isEmpty()) {
            compare(others, doubles);
        }
        if (!doubles.isEmpty()) {
            folder.verification().unverify(new HashSet<>(doubles.values()).size());
            folder.differences()
                    .add("target UIDs " + UidSet.of(doubles.keySet())
                            + " are second copies of source UIDs " + UidSet.of(new HashSet<>(doubles.values()))
                            + ": another client, perhaps another mailmig with another ledger, copied them during this"
                            + " pass. Let one of the two end, remove these messages, and retry");
            doubles.forEach((target, source) -> folder.find(Finding.Kind.DOUBLE, source, target, "second copy"));
        }
    }

    /** Compares sizes first: a message of another size cannot be a copy. */
    private void compare(UidSet others, Map<Long, Long> doubles) {
        Map<Long, Long> sources = new HashMap<>();
        folder.written()
                .messages()
                .forEach(message ->
                        sources.put(message.targetUid(), message.source().uid()));
        WireErrors.on(
                "looking for second copies in folder " + folder.pair().targetName() + " of "
                        + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    connection.examine(folder.pair().targetRaw());
                    Map<Long, Long> theirSizes = new HashMap<>();
                    Map<Long, Long> ourSizes = new HashMap<>();
                    connection.fetchFacts(others, message -> theirSizes.put(message.uid(), message.size()));
                    connection.fetchFacts(
                            UidSet.of(sources.keySet()), message -> ourSizes.put(message.uid(), message.size()));
                    Set<Long> both = new HashSet<>(theirSizes.values());
                    both.retainAll(new HashSet<>(ourSizes.values()));
                    Map<String, List<Long>> ours = new HashMap<>();
                    connection.fetchBodies(of(ourSizes, both), (uid, size, octets) -> ours.computeIfAbsent(
                                    MessageHashes.twofold(octets).exact(), none -> new ArrayList<>())
                            .add(sources.get(uid)));
                    connection.fetchBodies(of(theirSizes, both), (uid, size, octets) -> {
                        List<Long> same = ours.get(MessageHashes.twofold(octets).exact());
                        if (same != null) {
                            doubles.put(uid, same.get(0));
                        }
                    });
                    return null;
                }));
    }

    private static UidSet of(Map<Long, Long> sizes, Set<Long> wanted) {
        return UidSet.of(sizes.entrySet().stream()
                .filter(each -> wanted.contains(each.getValue()))
                .map(Map.Entry::getKey)
                .toList());
    }
}
