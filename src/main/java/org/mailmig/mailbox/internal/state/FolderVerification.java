// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import org.mailmig.imap.model.FolderStatus;
import org.mailmig.ledger.copy.FolderState;

/** How far verify got in one folder: whether it is still as the last pass left it, and how many messages are verified. */
public final class FolderVerification {
    private final FolderDifferences differences;
    private boolean asLeft;
    private long messages;

    FolderVerification(FolderDifferences differences) {
        this.differences = differences;
    }

    /**
     * Compares the target's counters with those after the last finished pass.
     *
     * @param last what that pass left; {@code null} if this pass opened the folder
     * @param now the counters, or {@code null}
     */
    public void compare(FolderState last, FolderStatus now) {
        asLeft = last != null
                && now != null
                && now.uidValidity() == last.targetUidValidity()
                && now.uidNext() == last.targetUidNext()
                && now.messages() == last.targetMessages()
                && now.highestModSeq() == last.targetModSeq();
    }

    /** Returns whether the folder is {@link FolderCopyState#untouched}, and the target's counters were still the same during verify. */
    public boolean isAsLeft() {
        return asLeft;
    }

    /** Counts these messages as verified. */
    public void verify(long verified) {
        messages = verified;
    }

    /** Counts messages that were taken as verified but are not. */
    public void unverify(long wrong) {
        messages = Math.max(0, messages - wrong);
    }

    /** Reports the whole folder: nothing is known about its messages, none was verified. */
    public void unverifyAll(String difference) {
        differences.add(difference);
        messages = 0;
    }

    /** Returns the number of verified messages. */
    public long messages() {
        return messages;
    }
}
