// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * Messages of ours that keep UIDs free in a clone and are removed again.
 *
 * @param intent {@link PendingAppend#id} of the APPEND that holds them
 * @param uids sequence-set of their UIDs in the target: as planned, or as given once {@code confirmed}
 * @param token what only their text holds
 * @param confirmed did the target say that they got these UIDs?
 */
public record GapFiller(long intent, String uids, String token, boolean confirmed) {}
