// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.ListedFolder;

/**
 * Finds names that this target does not take, by making the folders: only those that are missing and bear unusual characters,
 * or differ from another folder's name in case or accents alone. Most accounts have none, and nothing is asked.
 */
final class NameTrial {
    private static final int MOST_ROUNDS = 5;

    private final Work work;
    private final Session.Listing listing;
    private final Set<String> tried = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    NameTrial(Work work, Session.Listing listing) {
        this.work = work;
        this.listing = listing;
    }

    /** The plan in which every folder has a name that the target takes, and no two have what it takes for the same. */
    FolderPlan plan() {
        FolderPlan plan = FolderPlan.of(work.account.getRow(), listing);
        List<FolderPair> doubtful = doubtful(plan);
        for (int round = 0; round < MOST_ROUNDS && !doubtful.isEmpty(); round++) {
            doubtful.forEach(this::attempt);
            plan = FolderPlan.of(work.account.getRow(), listing, refused);
            doubtful = doubtful(plan);
        }
        return plan; // what is refused even now has another reason, which the server tells when the folder is opened
    }

    /** The same names, with the target's folders as they are now. */
    FolderPlan planWith(List<ListedFolder> target) {
        return FolderPlan.of(work.account.getRow(), listing.withTarget(target), refused);
    }

    private List<FolderPair> doubtful(FolderPlan plan) {
        Map<String, Long> alike = new HashMap<>();
        Set<String> counted = new HashSet<>();
        plan.pairs().forEach(pair -> count(pair.targetRaw(), pair.targetName(), counted, alike));
        for (ListedFolder folder : listing.target()) {
            count(folder.rawName(), folder.name(), counted, alike);
        }
        return plan.pairs().stream()
                .filter(pair -> pair.target() == null && !tried.contains(pair.targetRaw()))
                .filter(pair -> alike.get(SpecialNames.folded(pair.targetName())) > 1 || isDoubtful(pair))
                .collect(Collectors.toMap(FolderPair::targetRaw, pair -> pair, (one, other) -> one))
                .values()
                .stream()
                .sorted(java.util.Comparator.comparing(FolderPair::targetRaw))
                .toList();
    }

    private static void count(String raw, String name, Set<String> counted, Map<String, Long> alike) {
        if (counted.add(raw)) {
            alike.merge(SpecialNames.folded(name), 1L, Long::sum);
        }
    }

    private boolean isDoubtful(FolderPair pair) {
        char separator = listing.names().target().separator();
        String last = separator == 0
                ? pair.targetName()
                : pair.targetName().substring(pair.targetName().lastIndexOf(separator) + 1);
        return SafeName.isDoubtful(last);
    }

    /** Refused also where the folder "exists already" although it is not listed: then it is another one's. */
    private void attempt(FolderPair pair) {
        tried.add(pair.targetRaw());
        String what = "making folder " + pair.targetName() + " of " + work.session.target.who();
        boolean taken = Faults.on(
                what,
                () -> work.session.target.with(
                        connection -> connection.tryCreate(pair.targetRaw()).isEmpty()));
        if (!taken) {
            refused.add(pair.targetRaw());
        }
    }
}
