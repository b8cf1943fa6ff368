// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/** Checks that the target folder of a clone contains every paired message, and nothing else. */
final class CloneContents {
    private final StepContext work;
    private final FolderCopyState folder;
    private final UidMapping.OfMailbox known;

    /** @param known the ledger's pairings */
    CloneContents(StepContext work, FolderCopyState folder, UidMapping.OfMailbox known) {
        this.work = work;
        this.folder = folder;
        this.known = known;
    }

    /** @param standing the UIDs that the target folder contains */
    void check(UidSet standing, EarlierWrites earlier, MessageDifferences differences) {
        UidSet paired = earlier.targetUids();
        UidSet surplus = standing.minus(paired).minus(earlierLives());
        if (!surplus.isEmpty() && !new ForeignMessages(work, folder).isMerged(surplus)) {
            folder.differences().add("target UIDs " + surplus + " were not put there by this clone");
        }
        UidSet lost = paired.minus(standing);
        Set<Long> told = new HashSet<>();
        folder.written().messages().forEach(message -> told.add(message.targetUid()));
        lost.stream().filter(uid -> !told.contains(uid)).forEach(uid -> {
            differences.bad().add(-uid);
            String text = "target UID " + uid + " was copied earlier and is missing in the target";
            folder.differences().add(text);
            folder.find(Finding.Kind.MISSING, earlier.source(uid), uid, text);
        });
    }

    /** Returns messages that mailmig put there from a source folder that was since recreated or renamed; they stay. */
    private UidSet earlierLives() {
        List<UidRun> runs = new ArrayList<>();
        if (folder.pairing().isUnsettled()) {
            for (FolderState state : known.states()) {
                if (state.target().equals(folder.state().target())
                        && state.targetUidValidity() == folder.state().targetUidValidity()) {
                    runs.addAll(known.runs(state));
                }
            }
        }
        return UidMapping.targetUids(runs);
    }
}
