// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * An APPEND whose result is not written down: it may or may not have happened.
 *
 * @param id its number
 * @param folder {@link FolderState#id}
 * @param sourceUids sequence-set of the messages sent, in order
 * @param targetUidNext UIDNEXT of the target folder before it was sent: what landed lies there or above
 * @param looked the target was looked at and what had landed is paired; what lands later is paired if it was not sent again, else it is a double
 */
public record PendingAppend(long id, long folder, String sourceUids, long targetUidNext, boolean looked) {}
