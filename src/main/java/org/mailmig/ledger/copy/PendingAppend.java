// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * An APPEND without a recorded result: it may or may not have happened.
 *
 * @param id its number
 * @param folder {@link FolderState#id}
 * @param sourceUids sequence-set of the messages sent, in order
 * @param targetUidNext UIDNEXT of the target folder before it was sent: its messages have this UID or a higher one
 * @param looked the target was searched and the stored messages are paired; messages stored later are paired unless they were sent
 *     again, else they are duplicates
 */
public record PendingAppend(long id, long folder, String sourceUids, long targetUidNext, boolean looked) {}
