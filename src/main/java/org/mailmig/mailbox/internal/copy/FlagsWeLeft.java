// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.PermanentFlags;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** The flags that mailmig left at messages of a target folder, by the ledger: other ones show that the owner has used a message. */
final class FlagsWeLeft {
    private static final Flags DELETED = Flags.parse("\\Deleted");

    private final FolderCopyState folder;
    private final Map<Long, Flags> bySourceUid = new HashMap<>();

    /** @param wanted source UIDs */
    FlagsWeLeft(StepContext work, FolderCopyState folder, UidSet wanted) {
        this.folder = folder;
        for (FlagRun run : work.uidMappings().flags(folder.state().id())) {
            Flags flags = Flags.parse(run.flags()).minus(DELETED);
            for (long uid = run.first(); uid <= run.last(); uid++) {
                if (wanted.contains(uid)) {
                    bySourceUid.put(uid, flags);
                }
            }
        }
    }

    /**
     * Returns whether the flags are unchanged. {@code \\Deleted} is ignored: the source's owner set it, or mailmig did before it was
     * interrupted.
     */
    boolean areUnchanged(MessageInfo there, long sourceUid) {
        Flags left = bySourceUid.get(sourceUid);
        Flags now = there.flags().minus(DELETED);
        return left != null
                && now.minus(left).isEmpty()
                && kept(left).minus(now).isEmpty();
    }

    private Flags kept(Flags flags) {
        return flags.where(flag ->
                PermanentFlags.isPermanent(flag, folder.target().selected().permanentFlags()));
    }
}
