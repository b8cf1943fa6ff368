// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/**
 * Compares what target folders contain with the pairings of source folders: each copied message exists, and none stands for two messages
 * of the source.
 */
final class TargetCount {
    private final StepContext work;
    private final boolean strict;
    private final Map<String, FolderCount> counts;
    /** Target UIDs that pairings of listed messages claim, by raw name of the target folder. */
    private final Map<String, UidSet> claimed = new HashMap<>();

    /**
     * @param strict whether the target is a clone that no other client uses
     * @param counts the target's folders by raw name
     */
    TargetCount(StepContext work, boolean strict, Map<String, FolderCount> counts) {
        this.work = work;
        this.strict = strict;
        this.counts = counts;
    }

    /** @param pairs the ledger's pairings of the source folder */
    void check(FolderCopyState folder, UidMapping pairs) {
        FolderCount own = counts.get(folder.pair().targetRaw());
        if (own == null) {
            folder.verification().unverifyAll("the target no longer opens the folder");
            return;
        }
        if (own.uidValidity() != folder.state().targetUidValidity()) {
            folder.verification()
                    .unverifyAll("UIDVALIDITY of the target is " + own.uidValidity() + " and was "
                            + folder.state().targetUidValidity()
                            + " when the folder was opened: its UIDs are no longer valid");
            return;
        }
        UidSet listed = folder.untouched()
                ? pairs.sourceUids()
                : folder.source().uids().minus(folder.notCopied().goneAtTarget());
        for (UidMapping.Placed placed : pairs.placed()) {
            FolderCount count = counts.get(placed.state().target());
            UidSet mine = targets(placed, listed);
            if (!mine.isEmpty()
                    && count != null
                    && count.uidValidity() == placed.state().targetUidValidity()) {
                onceOnly(folder, placed, mine);
                UidSet missing = notListed(placed.state().target(), mine.minus(count.found()));
                if (!missing.isEmpty()) {
                    missing(folder, placed, missing);
                }
            }
        }
    }

    private static UidSet targets(UidMapping.Placed placed, UidSet listed) {
        long first = placed.run().source();
        long shift = placed.run().target() - first;
        UidSet of = UidSet.range(first, first + placed.run().count() - 1).and(listed);
        List<Long> targets = new ArrayList<>();
        of.stream().forEach(uid -> targets.add(uid + shift));
        return UidSet.of(targets);
    }

    private void onceOnly(FolderCopyState folder, UidMapping.Placed placed, UidSet mine) {
        UidSet before = claimed.getOrDefault(placed.state().target(), UidSet.empty());
        UidSet twice = before.and(mine);
        if (!twice.isEmpty()) {
            folder.verification().unverify(twice.size());
            folder.differences().add("target UIDs " + twice + " are the copies of two messages of the source each");
        }
        claimed.put(placed.state().target(), before.plus(mine));
    }

    /** Returns the UIDs that FETCH does not return either: it may return what UID SEARCH omits. */
    private UidSet notListed(String raw, UidSet missing) {
        if (missing.isEmpty()) {
            return missing;
        }
        List<MessageInfo> there = new ArrayList<>();
        WireErrors.on(
                "reading folder " + raw + " of " + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    connection.examine(raw);
                    connection.fetchFacts(missing, there::add);
                    return null;
                }));
        return missing.minus(MessageInfo.uids(there));
    }

    /**
     * Reports missing messages. What this pass wrote, or all of a clone, must exist; from any other target the owner may have removed
     * it in the meantime.
     */
    private void missing(FolderCopyState folder, UidMapping.Placed placed, UidSet missing) {
        Set<Long> named = new LinkedHashSet<>();
        folder.differences().found().stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING)
                .forEach(finding -> named.add(finding.targetUid()));
        Set<Long> written = new LinkedHashSet<>();
        folder.written().messages().forEach(message -> written.add(message.targetUid()));
        List<Long> gone = new ArrayList<>();
        UidSet news = UidSet.of(
                missing.stream().filter(uid -> !named.contains(uid)).boxed().toList());
        folder.verification().unverify(news.size());
        news.stream().forEach(uid -> {
            long sourceUid = placed.run().source() + (uid - placed.run().target());
            if (strict
                    || written.contains(uid)
                            && placed.state().id() == folder.state().id()) {
                String text = folder.differences().add(sourceUid, "is missing in the target (UID " + uid + " there)");
                folder.differences().find(new Finding(placed.state().id(), Finding.Kind.MISSING, sourceUid, uid, text));
            } else {
                gone.add(sourceUid);
            }
        });
        if (!folder.untouched()) {
            folder.notCopied().removedByOwner(UidSet.of(gone));
        }
    }
}
