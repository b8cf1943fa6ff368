// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;

/** Loads the ledger's UID mapping of one opened folder, after the APPENDs that an earlier run left in doubt are settled. */
final class FolderMappingLoader {
    private final StepContext work;
    private final CopyPassResult pass;
    private final FolderCopyState folder;

    FolderMappingLoader(StepContext work, CopyPassResult pass, FolderCopyState folder) {
        this.work = work;
        this.pass = pass;
        this.folder = folder;
    }

    /** Settles what is in doubt and loads the mapping. Both folders must be selected, the target's for writing. */
    void settleAndLoad(ReadOnlyConnection source, ImapConnection target) throws IOException {
        List<PendingAppend> doubts = work.copies().doubts(folder.state().id());
        for (PendingAppend doubt : doubts) {
            folder.pairing().doubt();
            if (!doubt.looked()) {
                new InDoubtAppends(work, folder).lookFor(doubt, source, target);
            }
        }
        LateAppends late = new LateAppends(work, folder);
        if (doubts.stream().anyMatch(PendingAppend::looked)) {
            late.lookAgain(source, target);
        }
        UidSet removed = new GapFillers(work, folder).remove(target).plus(late.doubles());
        folder.removedFromTarget(removed);
        load();
    }

    /** Forgets the mapping, which is void in a target that was rolled back. */
    void forget() {
        work.uidMappings().forget(work.account(), folder.state().id());
        load();
    }

    private void load() {
        folder.pairing()
                .load(UidMapping.load(
                        work.uidMappings(),
                        withState(),
                        folder.pair().source().rawName(),
                        folder.source().status().uidValidity()));
    }

    /** Returns what was known of the source folder before the pass, and this pair's own state if it is new. */
    private List<FolderState> withState() {
        List<FolderState> known = pass.knownOf(folder.pair());
        if (known.stream().anyMatch(state -> state.id() == folder.state().id())) {
            return known;
        }
        List<FolderState> all = new ArrayList<>(known);
        all.add(folder.state());
        return all;
    }
}
