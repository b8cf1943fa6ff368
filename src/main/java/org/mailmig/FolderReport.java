// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * One folder of an account's outcome.
 *
 * @param source name at the source (decoded)
 * @param target name at the target (decoded)
 * @param messages messages that this pass listed at the source
 * @param copied messages that this pass wrote
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

    /** With nothing altered. */
    public FolderReport(
            String source,
            String target,
            long messages,
            long copied,
            long verified,
            String goneAtSource,
            List<String> differences) {
        this(source, target, messages, copied, verified, goneAtSource, List.of(), differences);
    }
}
