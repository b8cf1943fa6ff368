// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/** Finds messages of the source that are larger than the target's APPENDLIMIT (RFC 7889). */
final class AppendLimitCheck {
    /** Servers that announce this limit or more refuse nothing that a source could contain. */
    private static final long NO_APPEND_LIMIT = 0xFFFFFFFFL;

    private static final int MOST_NAMED = 5;

    private final StepContext work;
    /** The folders that contain messages, or may. */
    private final List<FolderPair> filled;

    AppendLimitCheck(StepContext work, List<FolderPair> filled) {
        this.work = work;
        this.filled = filled;
    }

    void find(Consumer<CapacityCheck.Finding> findings) {
        ControlRow row = work.account().getRow();
        byLimit().forEach((limit, pairs) -> {
            if (limit < NO_APPEND_LIMIT && (row.sizeMax() == null || row.sizeMax() > limit)) {
                find(limit, pairs, findings);
            }
        });
    }

    /**
     * Returns the folders by APPENDLIMIT: one limit for the whole server, or one per folder; a folder that does not exist yet has that
     * of INBOX.
     */
    private Map<Long, List<FolderPair>> byLimit() {
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

    private void find(long limit, List<FolderPair> pairs, Consumer<CapacityCheck.Finding> findings) {
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
            findings.accept(new CapacityCheck.Finding(
                    row.mode() == Mode.CLONE || !row.filtersMessages(),
                    Plural.of(count, "message is", "messages are") + " larger than the " + limit + " bytes that "
                            + work.session().target().who() + " accepts: folder " + where));
        }
    }
}
