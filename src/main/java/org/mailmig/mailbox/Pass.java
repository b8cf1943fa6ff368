// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mailmig.ledger.FolderState;

/**
 * One whole copy pass.
 *
 * @param cloning the target is meant to hold nothing but what we put there
 * @param folders in the plan's order
 * @param known the ledger's folder states before the pass
 * @param rolledBack set once a folder shows that the target is older than the ledger
 */
record Pass(boolean cloning, List<FolderPass> folders, List<FolderState> known, AtomicBoolean rolledBack) {
    /** Those that were not given up as a whole. */
    List<FolderPass> reached() {
        return folders.stream().filter(folder -> !folder.isGivenUp()).toList();
    }
}
