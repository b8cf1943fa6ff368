package org.mailmig.mailbox;

import java.util.List;
import org.mailmig.ledger.FolderState;

/**
 * One whole copy pass.
 *
 * @param cloning the target is meant to hold nothing but what we put there
 * @param folders in the plan's order
 * @param known the ledger's folder states before the pass
 */
record Pass(boolean cloning, List<FolderPass> folders, List<FolderState> known) {}
