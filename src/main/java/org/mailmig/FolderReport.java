package org.mailmig;

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
 * @param differences each missing, altered, doubled or surplus message, in words, with UIDs
 */
public record FolderReport(
        String source,
        String target,
        long messages,
        long copied,
        long verified,
        String goneAtSource,
        List<String> differences) {
    public FolderReport {
        goneAtSource = goneAtSource == null ? "" : goneAtSource;
        differences = differences == null ? List.of() : List.copyOf(differences);
    }
}
