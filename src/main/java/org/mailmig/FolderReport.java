// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * One folder of an account's outcome. The numbers from {@code messages} to {@code leftOut} are those of {@link MessageCounts}.
 *
 * @param source name at the source (decoded)
 * @param target name at the target (decoded)
 * @param verified messages whose place in the target was confirmed
 * @param goneAtSource target UIDs (a sequence-set) of paired messages that the source no longer has and that stay
 * @param altered what the target stores otherwise than it was sent, as it always does: each reason, with target UIDs
 * @param differences each missing, altered, doubled or surplus message, in words, with UIDs
 */
public record FolderReport(
        String source,
        String target,
        long messages,
        long copied,
        long present,
        long goneAtTarget,
        long skipped,
        long failed,
        long leftOut,
        long verified,
        String goneAtSource,
        List<String> altered,
        List<String> differences) {
    @JsonCreator
    public FolderReport {
        goneAtSource = goneAtSource == null ? "" : goneAtSource;
        altered = altered == null ? List.of() : List.copyOf(altered);
        differences = differences == null ? List.of() : List.copyOf(differences);
    }

    public FolderReport(
            String source,
            String target,
            MessageCounts counts,
            long verified,
            String goneAtSource,
            List<String> altered,
            List<String> differences) {
        this(
                source,
                target,
                counts.messages(),
                counts.copied(),
                counts.present(),
                counts.goneAtTarget(),
                counts.skipped(),
                counts.failed(),
                counts.leftOut(),
                verified,
                goneAtSource,
                altered,
                differences);
    }

    /** Of messages that were copied and nothing else, with nothing altered. */
    public FolderReport(
            String source,
            String target,
            long messages,
            long copied,
            long verified,
            String goneAtSource,
            List<String> differences) {
        this(
                source,
                target,
                new MessageCounts(messages, copied, 0, 0, 0, 0, 0),
                verified,
                goneAtSource,
                List.of(),
                differences);
    }

    /** What became of its messages. */
    public MessageCounts counts() {
        return new MessageCounts(messages, copied, present, goneAtTarget, skipped, failed, leftOut);
    }

    /** The same with other numbers. */
    public FolderReport with(MessageCounts counts) {
        return new FolderReport(source, target, counts, verified, goneAtSource, altered, differences);
    }
}
