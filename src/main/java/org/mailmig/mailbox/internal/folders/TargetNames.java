// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.ControlRow;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Namespace;

/**
 * Chooses the target names of source folders. A name is the folder's own, that of its special use, or what the row says; below a placed
 * folder it follows that one. Where the target refuses a name, a plainer one is tried, then numbers.
 */
final class TargetNames {
    /** Appended numbers that are tried for a refused name; after that, the name is not the reason. */
    private static final int NUMBERS_TRIED = 3;

    private static final int MOST_ALIKE = 10_000;

    private final ControlRow row;
    private final FolderNames names;
    private final FolderSelection wanted;
    /** Raw names that the target refused. */
    private final Set<String> refused;

    private final Map<String, ListedFolder> sourceByRaw = new HashMap<>();
    /** By {@link FolderNames#key}. */
    private final Map<String, ListedFolder> targetByRaw = new HashMap<>();

    private final SpecialUse sourceRoles;
    private final SpecialUsePlaces places;
    private final TakenNames taken;
    /** Raw target names by the source folder's raw name. */
    private final Map<String, String> placed = new HashMap<>();
    /** Raw target names that were chosen because the target refused others. */
    private final Set<String> replacements = new HashSet<>();

    private final List<String> warnings = new ArrayList<>();
    private final List<String> mapped = new ArrayList<>();

    /** @param source the source folders that IMAP can ask for */
    TargetNames(
            ControlRow row,
            FolderSelection wanted,
            List<ListedFolder> source,
            FolderListings listing,
            Set<String> refused) {
        this.row = row;
        this.wanted = wanted;
        this.names = listing.names();
        this.refused = refused;
        source.forEach(folder -> sourceByRaw.put(FolderNames.inboxFolded(folder.rawName()), folder));
        listing.target().stream()
                .sorted(Comparator.comparing(ListedFolder::rawName).reversed())
                .forEach(folder -> targetByRaw.put(names.key(folder.rawName()), folder));
        sourceRoles = new SpecialUse(source, names.source());
        sourceRoles.takeUpGmailArchive(source);
        taken = new TakenNames(names);
        places = new SpecialUsePlaces(listing, targetByRaw, sourceRoles, taken);
    }

    SpecialUse sourceRoles() {
        return sourceRoles;
    }

    /** Returns the target's folder of this raw name, or {@code null}. */
    ListedFolder targetFolder(String raw) {
        return targetByRaw.get(names.key(raw));
    }

    List<String> warnings() {
        return warnings;
    }

    /** Returns the folders whose names the target cannot store as they are, with their new names. */
    List<String> mapped() {
        return mapped;
    }

    /** Returns whether the name was chosen because the target had refused another. */
    boolean isReplacement(String raw) {
        return replacements.contains(raw);
    }

    /** Returns the name that the folder has in the target if its special use does not decide. */
    String own(ListedFolder folder) {
        return names.others().avoid(natural(folder, 0));
    }

    /** Keeps the folder's own name for it. Called for all folders before the first is placed. */
    void claimOwn(ListedFolder folder) {
        taken.claim(folder, own(folder));
    }

    /** Returns the raw target name, chosen now unless the folder was placed as the parent of another. */
    String placed(ListedFolder folder) {
        String raw = placed.get(folder.rawName());
        if (raw == null) {
            raw = free(folder);
            placed.put(folder.rawName(), raw);
        }
        taken.take(folder, raw);
        return raw;
    }

    /** Returns the folder's name as used in a row's folder map. */
    static String asked(ListedFolder folder) {
        return FolderNames.isInbox(folder.rawName()) ? "INBOX" : folder.name();
    }

    /** Returns the target name; never in a namespace of other users, whatever the row says. */
    private String place(ListedFolder folder, int strictness) {
        return names.others().avoid(wish(folder, strictness));
    }

    private String wish(ListedFolder folder, int strictness) {
        String mapped = row.folderMap().get(asked(folder));
        if (mapped != null) {
            return names.named(mapped);
        }
        String placedParent = placedParent(folder);
        if (row.targetFolder() != null) {
            return placedParent == null
                    ? names.below(names.named(row.targetFolder()), folder, strictness)
                    : names.child(placedParent, names.lastPart(folder), strictness);
        }
        String own = placedParent == null
                ? natural(folder, strictness)
                : names.child(placedParent, names.lastPart(folder), strictness);
        Optional<String> role = FolderNames.isInbox(folder.rawName()) ? Optional.empty() : sourceRoles.of(folder);
        return role.flatMap(plays -> places.name(folder, plays, own)).orElse(own);
    }

    private String natural(ListedFolder folder, int strictness) {
        boolean atHome = sourceRoles.of(folder).isPresent() || GmailArchive.is(folder);
        return atHome && !FolderNames.isInbox(folder.rawName())
                ? names.withoutGmail(folder, strictness)
                : names.toTarget(folder, strictness);
    }

    private String placedParent(ListedFolder folder) {
        String parent = names.source().own(folder).size() == 1 ? null : names.sourceParent(folder);
        return parent == null || FolderNames.isInbox(parent) && !isInboxMoved() ? null : parent(parent);
    }

    private boolean isInboxMoved() {
        return row.targetFolder() != null || row.folderMap().containsKey("INBOX");
    }

    /**
     * Returns the target name of the parent, even if the parent is not copied itself; {@code null} if there is none or its name does
     * not change.
     */
    private String parent(String raw) {
        ListedFolder folder = sourceByRaw.get(FolderNames.inboxFolded(raw));
        if (folder == null || FolderNames.GMAIL.contains(raw)) {
            return null;
        }
        String known = placed.get(folder.rawName());
        if (known != null) {
            return known;
        }
        boolean copied = wanted.is(folder, new ArrayList<>());
        String free = copied ? free(folder) : accepted(folder);
        if (copied) {
            placed.put(folder.rawName(), free);
            taken.take(folder, free);
        }
        return free;
    }

    /** Returns the name itself, or the first plainer one that the target has not refused. */
    private String accepted(ListedFolder folder) {
        String wish = place(folder, 0);
        String raw = wish;
        for (int strictness = 1; refused.contains(raw) && strictness <= SafeName.STRICTEST; strictness++) {
            raw = place(folder, strictness);
        }
        return refused.contains(raw) ? wish : raw;
    }

    /** Returns the name itself, the name that the target uses instead, or one with a number: folders never merge unless the row says so. */
    private String free(ListedFolder folder) {
        if (row.folderMap().containsKey(asked(folder))) {
            return place(folder, 0);
        }
        String wish = place(folder, 0);
        Optional<String> respelled = refused.contains(wish) ? respelled(folder, wish) : Optional.empty();
        if (respelled.isPresent()) {
            return respelled.get();
        }
        String raw = accepted(folder);
        String free = numbered(folder, raw);
        if (refused.contains(wish) && !free.equals(wish)) {
            replacements.add(free);
        }
        name(folder, raw, free);
        return free;
    }

    private String numbered(ListedFolder folder, String raw) {
        String free = raw;
        int refusals = 0;
        for (int number = 2; isTaken(folder, free) && number < MOST_ALIKE; number++) {
            refusals += refused.contains(free) ? 1 : 0;
            if (refusals > NUMBERS_TRIED) {
                return raw;
            }
            free = names.marked(raw, "-" + number);
        }
        return free;
    }

    private boolean isTaken(ListedFolder folder, String raw) {
        return taken.isTakenByAnother(folder, raw)
                || refused.contains(raw) && folder.selectable()
                || names.others().holder(raw).isPresent();
    }

    /** Returns the target's folder that it regards as having this name, in its own spelling: other case, other accents. */
    private Optional<String> respelled(ListedFolder folder, String wish) {
        String folded = SpecialUseNames.folded(names.decode(wish));
        return targetByRaw.values().stream()
                .filter(there -> there.selectable()
                        && SpecialUseNames.folded(there.name()).equals(folded))
                .filter(there -> taken.claiming(there.rawName()).isEmpty())
                .filter(there -> !taken.isTakenByAnother(folder, there.rawName()))
                .map(ListedFolder::rawName)
                .sorted()
                .findFirst();
    }

    private void name(ListedFolder folder, String raw, String free) {
        Optional<Namespace> others = names.others().holder(wish(folder, 0));
        if (!free.equals(raw)) {
            warnings.add("folder " + folder.name() + " goes to " + names.decode(free) + " because " + names.decode(raw)
                    + (refused.contains(raw)
                            ? " cannot be created in the target next to the folders there"
                            : " is the target of another folder"));
        } else if (others.isPresent()) {
            mapped.add("folder " + folder.name() + " is called " + names.decode(free) + " in the target because "
                    + names.decode(others.get().prefix()) + " there belongs to other users or is shared");
        } else if (!FolderNames.isInbox(folder.rawName())
                && (replacements.contains(free)
                        || !isNamedAlike(folder, free) && sourceRoles.of(folder).isEmpty())) {
            mapped.add("folder " + folder.name() + " is called " + names.decode(free) + " in the target");
        }
    }

    private boolean isNamedAlike(ListedFolder folder, String free) {
        String placedParent = placedParent(folder);
        return placedParent == null && row.targetFolder() == null
                ? names.key(names.decode(free)).endsWith(names.plain(folder))
                : names.decode(free).endsWith(names.source().lastPart(folder));
    }
}
