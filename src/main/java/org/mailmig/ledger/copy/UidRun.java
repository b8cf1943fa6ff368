// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * {@code count} consecutive messages: source UIDs from {@code source} are paired with target UIDs from {@code target}. {@code ours}:
 * mailmig put them there; else they were found there.
 */
public record UidRun(long source, long target, long count, boolean ours) {
    /** Returns the target UID that is paired with this source UID, which must be in the run. */
    public long targetOf(long sourceUid) {
        return target + (sourceUid - source);
    }

    public UidRun part(long skip, long length) {
        return new UidRun(source + skip, target + skip, length, ours);
    }
}
