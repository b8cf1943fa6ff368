// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.util.List;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.uids.PlacementStep;

/**
 * One APPEND of messages of a batch.
 *
 * @param placement how its messages get their UIDs; also sends it
 * @param intent the pending APPEND in the ledger
 */
record AppendAttempt(OutgoingBatch batch, List<MessageInfo> messages, PlacementStep placement, PendingAppend intent) {}
