// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

/**
 * What became of the messages of a source folder, or of all folders of an account. Each message is in exactly one of the
 * numbers: {@code messages = copied + present + goneAtTarget + skipped + failed + leftOut}. {@link #unaccounted} says
 * whether that holds; the program knows no other check of it.
 *
 * @param messages at the source at the last look, and those that this wave copied and the source no longer has
 * @param copied written by this wave
 * @param present in the target before this wave, or put there by somebody else
 * @param goneAtTarget paired before, and removed by the target's owner
 * @param skipped left out as the row or the configuration says, or without any text
 * @param failed could not be listed, read or written
 * @param leftOut copied with another folder that holds them too
 */
public record MessageCounts(
        long messages, long copied, long present, long goneAtTarget, long skipped, long failed, long leftOut) {
    public static final MessageCounts NONE = new MessageCounts(0, 0, 0, 0, 0, 0, 0);

    /** Messages that are in none of the numbers; below 0 where some are in two. */
    public long unaccounted() {
        return messages - copied - present - goneAtTarget - skipped - failed - leftOut;
    }

    /** Messages that are in none of the numbers have failed. */
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
