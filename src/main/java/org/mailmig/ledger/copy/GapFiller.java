// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * Filler messages that keep UIDs free in a clone and are removed again.
 *
 * @param intent {@link PendingAppend#id} of their APPEND
 * @param uids sequence-set of their UIDs in the target: as planned, or as assigned if {@code confirmed}
 * @param token a token that only their text contains
 * @param confirmed whether the target confirmed these UIDs
 */
public record GapFiller(long intent, String uids, String token, boolean confirmed) {}
