// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/** Messages that an earlier pass wrote and no verify has seen: the pass was interrupted, or a response was lost. */
final class EarlierWrites {
    private final List<WrittenMessages.Written> messages = new ArrayList<>();
    private final List<UidRun> pairings;
    private final UidSet reopened;

    /** @param known the ledger's pairings */
    EarlierWrites(StepContext work, FolderCopyState folder, UidMapping.OfMailbox known) {
        Set<Long> mine = new HashSet<>();
        folder.written().messages().forEach(message -> mine.add(message.source().uid()));
        UidSet open = folder.differences().earlier(Finding.Kind.ALTERED, Finding.Kind.MISSING);
        List<Long> again = new ArrayList<>();
        pairings = known.runs(folder.state());
        Map<Long, Integer> atRisk = work.uidMappings().atRisk(folder.state().id());
        int at = 0;
        for (MessageInfo message : folder.source().messages()) {
            long uid = message.uid();
            while (at < pairings.size()
                    && pairings.get(at).source() + pairings.get(at).count() <= uid) {
                at++;
            }
            boolean paired = at < pairings.size()
                    && pairings.get(at).source() <= uid
                    && (pairings.get(at).ours() || open.contains(uid));
            boolean unseen = uid >= folder.state().sourceUidNext() || open.contains(uid);
            if (paired && unseen && !mine.contains(uid)) {
                if (open.contains(uid)) {
                    again.add(uid);
                }
                long targetUid = pairings.get(at).targetOf(uid);
                messages.add(new WrittenMessages.Written(message, targetUid, message.flags(), message.size()));
                if (atRisk.containsKey(uid)) {
                    folder.written().putAtRisk(uid, new WrittenMessages.AtRisk(atRisk.get(uid), null));
                }
            }
        }
        reopened = UidSet.of(again);
    }

    /** Their flags and sizes may have changed. */
    List<WrittenMessages.Written> messages() {
        return messages;
    }

    /** Returns the source UIDs of those that an earlier verify found missing or altered. */
    UidSet reopened() {
        return reopened;
    }

    /** Returns the target UIDs that the ledger's pairings name. */
    UidSet targetUids() {
        return UidMapping.targetUids(pairings);
    }

    /** Returns the source UID of a message that mailmig put there. */
    long source(long targetUid) {
        return pairings.stream()
                .filter(run -> run.target() <= targetUid && targetUid < run.target() + run.count())
                .mapToLong(run -> run.source() + (targetUid - run.target()))
                .findFirst()
                .orElse(0);
    }
}
