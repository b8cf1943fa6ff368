// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * The result of one folder of an account. The components are the fields of {@code report.json}, in this order: a contract. The numbers
 * from {@code messages} to {@code leftOut} are those of {@link MessageCounts}.
 *
 * @param source name at the source (decoded)
 * @param target name at the target (decoded)
 * @param verified messages whose copy in the target was verified
 * @param goneAtSource target UIDs (a sequence-set) of paired messages that are no longer at the source and stay in the target
 * @param altered what the target by design stores differently from what was sent: each reason, with target UIDs
 * @param differences a text for each missing, altered, duplicate or surplus message, with UIDs
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

    /** A folder whose messages were all copied, unaltered. */
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

    /** The numbers of its messages. */
    public MessageCounts counts() {
        return new MessageCounts(messages, copied, present, goneAtTarget, skipped, failed, leftOut);
    }

    /** Returns a copy with other numbers. */
    public FolderReport with(MessageCounts counts) {
        return new FolderReport(source, target, counts, verified, goneAtSource, altered, differences);
    }
}
