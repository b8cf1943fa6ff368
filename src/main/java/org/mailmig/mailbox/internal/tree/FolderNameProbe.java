// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.CreateResult;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.folders.SafeName;
import org.mailmig.mailbox.internal.folders.SpecialUseNames;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.IdentifierPreservation;

/**
 * Finds names that this target refuses, by creating the folders. It tries only folders that are missing and whose names have unusual
 * characters, have INBOX below the first level, or differ from another folder's name in case or accents only. Many are created in one
 * round trip.
 */
public final class FolderNameProbe {
    /** Each plainer form of a name, then some appended numbers. */
    private static final int MOST_ROUNDS = SafeName.STRICTEST + 4;

    private final StepContext work;
    private final FolderListings listing;
    private final Set<String> tried = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final ParentFolders above;
    /** Raw names that were created because tried ones are below them. */
    private final Set<String> madeAbove = new HashSet<>();

    public FolderNameProbe(StepContext work, FolderListings listing) {
        this.work = work;
        this.listing = listing;
        this.above = new ParentFolders(work, listing);
    }

    /** Returns the plan in which the target accepts every folder's name, and no two folders have names that it regards as the same. */
    public FolderPlan plan() {
        FolderPlan plan = FolderPlan.of(work.account().getRow(), listing);
        List<FolderPair> doubtful = doubtful(plan);
        for (int round = 0; round < MOST_ROUNDS && !doubtful.isEmpty(); round++) {
            attempt(plan, doubtful);
            plan = FolderPlan.of(work.account().getRow(), listing, refused);
            doubtful = doubtful(plan);
        }
        return plan; // a name that is still refused has another cause, which the server reports when the folder is
        // opened
    }

    /** Returns the plan with the same names and the target's present folders. */
    public FolderPlan planWith(List<ListedFolder> target) {
        return FolderPlan.of(work.account().getRow(), listing.withTarget(target), refused);
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
                .filter(pair -> alike.get(SpecialUseNames.folded(pair.targetName())) > 1
                        || plan.isReplacement(pair)
                        || levels(pair.targetName()).skip(1).anyMatch(FolderNames::isInbox)
                        || isDoubtful(pair))
                .collect(Collectors.toMap(FolderPair::targetRaw, pair -> pair, (one, other) -> one))
                .values()
                .stream()
                .sorted(Comparator.comparing(FolderPair::targetRaw))
                .toList();
    }

    private static void count(String raw, String name, Set<String> counted, Map<String, Long> alike) {
        if (counted.add(raw)) {
            alike.merge(SpecialUseNames.folded(name), 1L, Long::sum);
        }
    }

    /**
     * Returns whether the name is to be tried. If CREATE sets more than the name (a special use, identifiers), only names that are
     * often refused are tried first.
     */
    private boolean isDoubtful(FolderPair pair) {
        boolean plainly = !IdentifierPreservation.areWanted(work) && (pair.role() == null || !isMadeWithRole());
        return levels(pair.targetName())
                .anyMatch(level -> plainly ? SafeName.isUnusual(level) : SafeName.isDoubtful(level));
    }

    private boolean isMadeWithRole() {
        return WireErrors.on(
                "asking " + work.session().target().who(),
                () -> work.session().target().with(connection -> connection.offers("CREATE-SPECIAL-USE")));
    }

    private java.util.stream.Stream<String> levels(String name) {
        char separator = listing.names().target().separator();
        return separator == 0
                ? java.util.stream.Stream.of(name)
                : java.util.Arrays.stream(name.split(java.util.regex.Pattern.quote("" + separator), -1));
    }

    /**
     * Tries names. A name also counts as refused if the folder "exists already" although it is not listed: then it belongs to another
     * user.
     */
    private void attempt(FolderPlan plan, List<FolderPair> pairs) {
        List<String> raws = pairs.stream().map(FolderPair::targetRaw).toList();
        tried.addAll(raws);
        madeAbove.addAll(above.makeForTrial(plan, raws));
        List<CreateResult> results = WireErrors.on(
                "creating folders of " + work.session().target().who(),
                () -> work.session().target().with(connection -> connection.tryCreate(raws)));
        for (int i = 0; i < raws.size(); i++) {
            if (results.get(i) == CreateResult.REFUSED || results.get(i) == CreateResult.EXISTS) {
                refused.add(raws.get(i));
                refuseAbove(raws.get(i));
            }
        }
    }

    /** Marks a name above folders that is not itself a folder. It is not tried alone, and may be the one that was refused. */
    private void refuseAbove(String raw) {
        char separator = listing.names().target().separator();
        int cut = separator == 0 ? -1 : raw.lastIndexOf(separator);
        if (cut <= 0) {
            return;
        }
        String parent = raw.substring(0, cut);
        String level = listing.names().decode(parent.substring(parent.lastIndexOf(separator) + 1));
        boolean isFolder = tried.contains(parent)
                || madeAbove.contains(parent)
                || listing.target().stream().anyMatch(folder -> folder.rawName().equals(parent));
        if (!isFolder) {
            if (SafeName.isUnusual(level) || FolderNames.isInbox(level) && parent.indexOf(separator) > 0) {
                refused.add(parent);
            }
            refuseAbove(parent);
        }
    }
}
