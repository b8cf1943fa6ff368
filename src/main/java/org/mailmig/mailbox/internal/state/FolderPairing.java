// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/** Which source messages of one folder are in the target, by the ledger and by a look at the target, and which are missing there. */
public final class FolderPairing {
    private UidMapping mapping;
    private List<MessageInfo> missing = List.of();
    private boolean doubted;
    private boolean unsettled;
    private UidSet goneAtSource = UidSet.empty();

    /** Takes over the pairings of the ledger. */
    public void load(UidMapping loaded) {
        mapping = loaded;
    }

    /** Returns the pairings; {@code null} until they are loaded. */
    public UidMapping mapping() {
        return mapping;
    }

    /** Notes the source messages that have no counterpart: they are to be copied. */
    public void lack(List<MessageInfo> messages) {
        missing = messages;
    }

    /** Notes that these missing messages were found in the target. {@code matched} contains their pairings. */
    public void match(UidSet sourceUids, UidMapping matched) {
        missing = missing.stream()
                .filter(message -> !sourceUids.contains(message.uid()))
                .toList();
        mapping = matched;
    }

    /** Returns the source messages that have no counterpart. */
    public List<MessageInfo> missing() {
        return missing;
    }

    /** Notes that an APPEND is or was in doubt here: the end of the pass looks for messages that were stored late. */
    public void doubt() {
        doubted = true;
    }

    public boolean isDoubted() {
        return doubted;
    }

    /**
     * Notes that the target contains messages that no pairing of the folder's present UIDVALIDITY names, though the ledger may know
     * them: they are matched by identity.
     */
    public void unsettle() {
        unsettled = true;
    }

    public boolean isUnsettled() {
        return unsettled;
    }

    /** Notes target UIDs of paired messages that no longer exist at the source and are kept in the target. */
    public void keepGoneAtSource(UidSet targetUids) {
        goneAtSource = targetUids;
    }

    public UidSet goneAtSource() {
        return goneAtSource;
    }
}
