// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.TargetKeys;
import org.mailmig.text.Plural;

/**
 * Checks whether the source fits into the target: its bytes and messages against the quota (RFC 9208), its largest message against
 * APPENDLIMIT (RFC 7889). Queries the source only if the target sets a limit. {@code mailmig.target.when-too-small} decides what
 * happens if it does not fit.
 */
final class CapacityCheck {
    /** The unit of STORAGE in bytes (RFC 9208, 5.1). */
    private static final long STORAGE_UNIT = 1024;
    /** Servers that announce this limit or more refuse nothing that a source could contain. */
    private static final long NO_APPEND_LIMIT = 0xFFFFFFFFL;

    private static final int MOST_NAMED = 5;

    private final StepContext work;
    private final FolderPlan plan;
    private final FolderListings listing;
    private final Set<String> unreadable;

    /** @param unreadable raw names of source folders that cannot be opened, and so cannot be measured */
    CapacityCheck(StepContext work, FolderPlan plan, FolderListings listing, Set<String> unreadable) {
        this.unreadable = unreadable;
        this.work = work;
        this.plan = plan;
        this.listing = listing;
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
    private record Finding(boolean certain, String text) {}

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (QuotaLimit limit : listing.limits()) {
            switch (limit.resource()) {
                case "STORAGE" -> storage(limit, findings);
                case "MESSAGE" -> compare(limit, messages(), "messages", findings);
                default -> {} // the number of folders, or a resource that only this server knows
            }
        }
        tooLarge(findings);
        return findings;
    }

    private void storage(QuotaLimit limit, List<Finding> findings) {
        compare(limit, (bytes() + STORAGE_UNIT - 1) / STORAGE_UNIT, "kB", findings);
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

    /** Returns the folders, without a view of which only a part is copied. */
    private Stream<FolderPair> pairs() {
        return plan.pairs().stream()
                .filter(pair -> !plan.isArchive(pair)
                        && !unreadable.contains(pair.source().rawName()));
    }

    private long messages() {
        return pairs().filter(pair -> pair.source().status() != null)
                .mapToLong(pair -> pair.source().status().messages())
                .sum();
    }

    private List<FolderPair> filled() {
        return pairs().filter(pair ->
                        pair.source().status() == null || pair.source().status().messages() > 0)
                .toList();
    }

    /** Returns the source's bytes: from the listing, else by STATUS=SIZE, else per folder as the sum of all sizes. */
    private long bytes() {
        Map<Boolean, List<FolderPair>> told =
                filled().stream().collect(Collectors.partitioningBy(CapacityCheck::isSizeKnown));
        long sum = told.get(true).stream()
                .mapToLong(pair -> pair.source().status().octets())
                .sum();
        List<String> others =
                told.get(false).stream().map(pair -> pair.source().rawName()).toList();
        return others.isEmpty() ? sum : sum + bytes(others);
    }

    private static boolean isSizeKnown(FolderPair pair) {
        return pair.source().status() != null && pair.source().status().octets() >= 0;
    }

    private long bytes(List<String> rawNames) {
        return WireErrors.on(
                "asking for the size of " + work.session().source().who(),
                () -> work.session().source().with(connection -> {
                    Map<String, Long> sizes = connection.sizes(rawNames);
                    long[] sum = {
                        sizes.values().stream().mapToLong(Long::longValue).sum()
                    };
                    for (String raw : rawNames) {
                        if (!sizes.containsKey(raw)) {
                            work.checkNotStopping();
                            connection.examine(raw);
                            connection.fetchFacts(UidSet.range(1, 0xFFFFFFFFL), message -> sum[0] += message.size());
                        }
                    }
                    return sum[0];
                }));
    }

    private void tooLarge(List<Finding> findings) {
        ControlRow row = work.account().getRow();
        byLimit().forEach((limit, pairs) -> {
            if (limit < NO_APPEND_LIMIT && (row.sizeMax() == null || row.sizeMax() > limit)) {
                tooLarge(limit, pairs, findings);
            }
        });
    }

    /**
     * Returns the folders by APPENDLIMIT: one limit for the whole server, or one per folder; a folder that does not exist yet has that
     * of INBOX.
     */
    private Map<Long, List<FolderPair>> byLimit() {
        List<FolderPair> filled = filled();
        return WireErrors.on(
                "asking " + work.session().target().who() + " for its limits",
                () -> work.session().targetReads().with(connection -> {
                    Set<String> asked = new LinkedHashSet<>(List.of("INBOX"));
                    filled.stream().filter(pair -> pair.target() != null).forEach(pair -> asked.add(pair.targetRaw()));
                    Map<String, Long> own = connection.appendLimits(List.copyOf(asked));
                    long usual = own.getOrDefault("INBOX", connection.appendLimit());
                    return filled.stream()
                            .collect(Collectors.groupingBy(
                                    pair -> own.getOrDefault(pair.targetRaw(), usual),
                                    TreeMap::new,
                                    Collectors.toList()));
                }));
    }

    private void tooLarge(long limit, List<FolderPair> pairs, List<Finding> findings) {
        List<String> asked = pairs.stream().map(pair -> pair.source().rawName()).toList();
        Map<String, UidSet> larger = WireErrors.on(
                "looking for large messages of " + work.session().source().who(),
                () -> work.session().source().with(connection -> connection.largerThan(limit, asked)));
        if (!larger.isEmpty()) {
            long count = larger.values().stream().mapToLong(UidSet::size).sum();
            String where = pairs.stream()
                    .filter(pair -> larger.containsKey(pair.source().rawName()))
                    .limit(MOST_NAMED)
                    .map(pair -> pair + " UID " + larger.get(pair.source().rawName()))
                    .collect(Collectors.joining(", "));
            ControlRow row = work.account().getRow();
            findings.add(new Finding(
                    row.mode() == Mode.CLONE || !row.filtersMessages(),
                    Plural.of(count, "message is", "messages are") + " larger than the " + limit + " bytes that "
                            + work.session().target().who() + " accepts: folder " + where));
        }
    }
}
