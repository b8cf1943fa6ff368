// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.StepContext;

/** Measures what a plan would copy. Queries the source only where the listing does not show it. */
final class SourceSize {
    private final StepContext work;
    private final FolderPlan plan;
    private final Set<String> unreadable;

    /** @param unreadable raw names of source folders that cannot be opened, and so cannot be measured */
    SourceSize(StepContext work, FolderPlan plan, Set<String> unreadable) {
        this.work = work;
        this.plan = plan;
        this.unreadable = unreadable;
    }

    /** Returns the folders, without a view of which only a part is copied. */
    private Stream<FolderPair> pairs() {
        return plan.pairs().stream()
                .filter(pair -> !plan.isArchive(pair)
                        && !unreadable.contains(pair.source().rawName()));
    }

    long messages() {
        return pairs().filter(pair -> pair.source().status() != null)
                .mapToLong(pair -> pair.source().status().messages())
                .sum();
    }

    /** Returns the folders that contain messages, or may. */
    List<FolderPair> filled() {
        return pairs().filter(pair ->
                        pair.source().status() == null || pair.source().status().messages() > 0)
                .toList();
    }

    /** Returns the source's bytes: from the listing, else by STATUS=SIZE, else per folder as the sum of all sizes. */
    long bytes() {
        Map<Boolean, List<FolderPair>> told =
                filled().stream().collect(Collectors.partitioningBy(SourceSize::isSizeKnown));
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
                            connection.fetchFacts(UidSet.ALL, message -> sum[0] += message.size());
                        }
                    }
                    return sum[0];
                }));
    }
}
