// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import org.mailmig.Step;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** What may have changed in messages of a folder that both sides had: their flags, and whether they still exist at the source. */
final class FolderChanges {
    private final StepContext work;
    private final Step step;
    private final FolderCopyState folder;

    FolderChanges(StepContext work, Step step, FolderCopyState folder) {
        this.work = work;
        this.step = step;
        this.folder = folder;
    }

    /** Returns whether there may be any changes to apply. */
    boolean areLikely() {
        return carriesFlags() || new Removals(work, folder).areLikely();
    }

    /** Applies the changes. Both folders must be selected, the target's for writing. */
    void apply(ReadOnlyConnection source, ImapConnection target) throws IOException {
        if (carriesFlags()) {
            new FlagSync(work, folder).carry(target);
        }
        Removals removals = new Removals(work, folder);
        if (removals.areLikely()) {
            removals.run(source, target);
        }
    }

    private boolean carriesFlags() {
        return step == Step.COPY
                && !folder.pairing().mapping().isEmpty()
                && !folder.target().messages().isEmpty();
    }
}
