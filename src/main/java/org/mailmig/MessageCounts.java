// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

/**
 * What happened to the messages of a source folder, or of all folders of an account. Each message is in exactly one of the numbers: {@code
 * messages = copied + present + goneAtTarget + skipped + failed + leftOut}. {@link #unaccounted} is the only check of this.
 *
 * @param messages messages at the source at the last look, plus those that this wave copied and that are no longer there
 * @param copied written by this wave
 * @param present in the target before this wave, or put there by another client
 * @param goneAtTarget paired before, then removed by the target's owner
 * @param skipped left out by the row or the configuration, or empty
 * @param failed could not be listed, read or written
 * @param leftOut copied with another folder that contains them too
 */
public record MessageCounts(
        long messages, long copied, long present, long goneAtTarget, long skipped, long failed, long leftOut) {
    public static final MessageCounts NONE = new MessageCounts(0, 0, 0, 0, 0, 0, 0);

    /** The number of messages in none of the numbers; negative if some are counted twice. */
    public long unaccounted() {
        return messages - copied - present - goneAtTarget - skipped - failed - leftOut;
    }

    /** Returns a copy in which the unaccounted messages have failed. */
    public MessageCounts restFailed() {
        long rest = Math.max(0, unaccounted());
        return new MessageCounts(messages, copied, present, goneAtTarget, skipped, failed + rest, leftOut);
    }

    public MessageCounts plus(MessageCounts other) {
        return new MessageCounts(
                messages + other.messages,
                copied + other.copied,
                present + other.present,
                goneAtTarget + other.goneAtTarget,
                skipped + other.skipped,
                failed + other.failed,
                leftOut + other.leftOut);
    }
}
