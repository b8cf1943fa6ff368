// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.TargetKeys;

/**
 * Checks whether the source fits into the target: its bytes and messages against the quota (RFC 9208), its largest message against
 * APPENDLIMIT (RFC 7889). Queries the source only if the target sets a limit. {@code mailmig.target.when-too-small} decides what
 * happens if it does not fit.
 */
final class CapacityCheck {
    /** The unit of STORAGE in bytes (RFC 9208, 5.1). */
    private static final long STORAGE_UNIT = 1024;

    private final StepContext work;
    private final FolderListings listing;
    private final SourceSize source;

    /** @param unreadable raw names of source folders that cannot be opened, and so cannot be measured */
    CapacityCheck(StepContext work, FolderPlan plan, FolderListings listing, Set<String> unreadable) {
        this.work = work;
        this.listing = listing;
        this.source = new SourceSize(work, plan, unreadable);
    }

    /** @throws RefusedException if it cannot fit and the configuration does not say to continue */
    void check() {
        String key = TargetKeys.inUse(work, "when-too-small");
        String choice = work.settings().get(key);
        if (!List.of("refuse", "go-on").contains(choice)) {
            throw new PermanentException(
                    "Configuration key " + key + " must be refuse or go-on, not \"" + choice + "\".");
        }
        for (Finding finding : findings()) {
            if (finding.certain() && choice.equals("refuse")) {
                throw new RefusedException("account " + work.account().getAccount() + ": " + finding.text()
                        + ". Free space, or set " + key + " = go-on.");
            }
            work.warn(finding.text());
        }
    }

    /** @param certain whether it cannot fit in any case; otherwise that depends on what the target already contains */
    record Finding(boolean certain, String text) {}

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (QuotaLimit limit : listing.limits()) {
            switch (limit.resource()) {
                case "STORAGE" -> storage(limit, findings);
                case "MESSAGE" -> compare(limit, source.messages(), "messages", findings);
                default -> {} // the number of folders, or a resource that only this server knows
            }
        }
        new AppendLimitCheck(work, source.filled()).find(findings::add);
        return findings;
    }

    private void storage(QuotaLimit limit, List<Finding> findings) {
        compare(limit, (source.bytes() + STORAGE_UNIT - 1) / STORAGE_UNIT, "kB", findings);
    }

    /** Compares. A target that contains nothing of the source must take all of it; otherwise what exists there may be part of it. */
    private void compare(QuotaLimit limit, long needed, String unit, List<Finding> findings) {
        if (limit.limit() == 0) {
            return; // for some servers 0 means no limit; a server that takes nothing refuses the first message
        }
        long free = Math.max(0, limit.limit() - limit.used());
        if (needed <= free) {
            return;
        }
        if (!isEmpty()
                && !work.folderStates().folders(work.account().getMailbox()).isEmpty()) {
            return; // what we put there earlier is part of both numbers
        }
        boolean certain = !work.account().getRow().filtersMessages() && (needed > limit.limit() || isEmpty());
        findings.add(new Finding(
                certain,
                "the source holds " + needed + " " + unit + ", but the quota of "
                        + work.session().target().who() + " leaves " + free + " of " + limit.limit() + " " + unit));
    }

    private boolean isEmpty() {
        return listing.target().stream()
                .allMatch(folder -> folder.status() == null || folder.status().messages() == 0);
    }
}
