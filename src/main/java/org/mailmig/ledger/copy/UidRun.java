// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * {@code count} consecutive messages: source UIDs from {@code source} are paired with target UIDs from {@code target}. {@code ours}:
 * mailmig put them there; else they were found there.
 */
public record UidRun(long source, long target, long count, boolean ours) {
    public UidRun part(long skip, long length) {
        return new UidRun(source + skip, target + skip, length, ours);
    }
}
