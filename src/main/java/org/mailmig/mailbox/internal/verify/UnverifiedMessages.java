// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import org.mailmig.mailbox.internal.state.FolderCopyState;

/** Takes back what a folder counts as verified. */
final class UnverifiedMessages {
    private UnverifiedMessages() {}

    /** Reports the whole folder: nothing is known about its messages, none was verified. */
    static void whole(FolderCopyState folder, String difference) {
        folder.differences().add(difference);
        folder.verification().unverifyAll();
    }

    /** Counts messages that were taken as verified but are not. */
    static void some(FolderCopyState folder, long messages) {
        folder.verification().unverify(messages);
    }
}
