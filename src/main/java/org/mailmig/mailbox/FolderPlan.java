// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.Row;
import org.mailmig.imap.ListedFolder;

/**
 * Which source folder goes to which target folder. A folder with a role goes to the target's folder of that role, whatever
 * either is called; its subfolders follow it; the rest keep their names. Two source folders never share a target.
 */
final class FolderPlan {
    /** Roles that a target may hold once, and that are carried (RFC 6154, 2). */
    static final Set<String> ROLES = Set.of("\\archive", "\\drafts", "\\junk", "\\sent", "\\trash");

    private final List<FolderPair> pairs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> mapped = new ArrayList<>();

    private final List<ListedFolder> source;
    private final Map<String, ListedFolder> sourceByRaw = new HashMap<>();
    private final Map<String, ListedFolder> targetByRaw = new HashMap<>();
    private final FolderNames names;
    private final Row row;
    private final Wanted wanted;
    private final Roles sourceRoles;
    private final Roles targetRoles;
    private final boolean rolesFixed;
    /** Raw names that the target did not take. */
    private final Set<String> refused;

    /** Where source folders go, by raw name; and which source folder goes to a raw target name. */
    private final Map<String, String> placed = new HashMap<>();

    private final Map<String, ListedFolder> taken = new HashMap<>();

    private FolderPlan(Row row, Session.Listing listing, Set<String> refused) {
        this.row = row;
        this.wanted = new Wanted(row);
        this.source = listing.source();
        this.names = listing.names();
        this.rolesFixed = listing.rolesFixed();
        this.refused = refused;
        source.forEach(folder -> sourceByRaw.put(folder.rawName(), folder));
        listing.target().forEach(folder -> targetByRaw.put(inboxFolded(folder.rawName()), folder));
        sourceRoles = new Roles(source, names.source());
        sourceRoles.takeUpGmailArchive(source);
        targetRoles = new Roles(listing.target(), names.target());
    }

    static FolderPlan of(Row row, List<ListedFolder> source, List<ListedFolder> target, FolderNames names) {
        return of(row, new Session.Listing(source, target, names, List.of(), false));
    }

    static FolderPlan of(Row row, Session.Listing listing) {
        return of(row, listing, Set.of());
    }

    /** @param refused raw names that the target was seen not to take, or to take for those of other folders */
    static FolderPlan of(Row row, Session.Listing listing, Set<String> refused) {
        FolderPlan plan = new FolderPlan(row, listing, refused);
        plan.pair();
        return plan;
    }

    /** Of which folders are only those messages copied that stand in no other? Their counters say too much. */
    boolean isArchive(FolderPair pair) {
        return wanted.isArchive(pair.source());
    }

    /** In the order in which folders can be created: parents first. */
    List<FolderPair> pairs() {
        return pairs;
    }

    /** Folders that are not copied, each with its reason. */
    List<String> leftOut() {
        return leftOut;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Folders whose names the target cannot hold as they are, with the names that they get. */
    List<String> mapped() {
        return mapped;
    }

    private void pair() {
        row.folderMap().keySet().stream()
                .filter(name ->
                        source.stream().noneMatch(folder -> asked(folder).equals(name)))
                .forEach(name -> warnings.add("folder_map names " + name + ", which the source does not have"));
        source.stream()
                .filter(folder -> wanted.is(folder, leftOut))
                .sorted(Comparator.comparing((ListedFolder folder) -> !FolderNames.isInbox(folder.rawName()))
                        .thenComparing(folder -> !row.folderMap().containsKey(asked(folder)))
                        .thenComparing(folder -> sourceRoles.of(folder).isEmpty())
                        .thenComparing(ListedFolder::rawName))
                .toList()
                .forEach(this::pair);
        pairs.sort(Comparator.comparing(FolderPair::targetRaw));
    }

    private void pair(ListedFolder folder) {
        String raw = placed.get(folder.rawName());
        if (raw == null) {
            raw = free(folder);
            placed.put(folder.rawName(), raw);
        }
        taken.putIfAbsent(inboxFolded(raw), folder);
        if (folder.selectable()) {
            ListedFolder there = targetByRaw.get(inboxFolded(raw));
            String role = row.targetFolder() == null ? sourceRoles.given(folder).orElse(null) : null;
            pairs.add(new FolderPair(folder, raw, names.decode(raw), there, role));
        }
    }

    /** How a map of folders names it. */
    private static String asked(ListedFolder folder) {
        return FolderNames.isInbox(folder.rawName()) ? "INBOX" : folder.name();
    }

    private String place(ListedFolder folder, boolean strict) {
        String mapped = row.folderMap().get(asked(folder));
        if (mapped != null) {
            return names.named(mapped);
        }
        String parent = names.source().own(folder).size() == 1 ? null : names.sourceParent(folder);
        String placedParent = parent == null || FolderNames.isInbox(parent) && !isInboxMoved() ? null : parent(parent);
        if (row.targetFolder() != null) {
            return placedParent == null
                    ? names.below(names.named(row.targetFolder()), folder, strict)
                    : names.child(placedParent, names.lastPart(folder), strict);
        }
        Optional<String> role = FolderNames.isInbox(folder.rawName()) ? Optional.empty() : sourceRoles.of(folder);
        if (role.isPresent() && targetRoles.folder(role.get()) != null) {
            return targetRoles.folder(role.get()).rawName();
        }
        if (role.isPresent() && rolesFixed && sourceRoles.given(folder).isPresent()) {
            return names.named(SpecialNames.usual(role.get())); // where its configuration most likely expects it
        }
        if (GmailArchive.is(folder)) {
            return role.isPresent() ? names.named(SpecialNames.usual(role.get())) : names.withoutGmail(folder, strict);
        }
        if (role.isPresent() && placedParent == null) {
            return names.withoutGmail(folder, strict);
        }
        return placedParent != null
                ? names.child(placedParent, names.lastPart(folder), strict)
                : names.toTarget(folder, strict);
    }

    private boolean isInboxMoved() {
        return row.targetFolder() != null || row.folderMap().containsKey("INBOX");
    }

    /** Where the folder above goes, also if it is not copied itself; {@code null} where there is none or nothing changes for it. */
    private String parent(String raw) {
        ListedFolder folder = sourceByRaw.get(raw);
        if (folder == null || FolderNames.GMAIL.contains(raw)) {
            return null;
        }
        String known = placed.get(raw);
        if (known != null) {
            return known;
        }
        boolean copied = wanted.is(folder, new ArrayList<>());
        String free = copied ? free(folder) : place(folder, false);
        if (copied) {
            placed.put(raw, free);
            taken.putIfAbsent(inboxFolded(free), folder);
        }
        return free;
    }

    /** The name itself; what is safe everywhere, where the target refused it; or one with a number: folders never merge unasked. */
    private String free(ListedFolder folder) {
        String wish = place(folder, false);
        if (row.folderMap().containsKey(asked(folder))) {
            return wish;
        }
        String raw = refused.contains(wish) ? place(folder, true) : wish;
        String free = raw;
        for (int number = 2; isTaken(folder, free); number++) {
            free = names.marked(raw, "-" + number);
        }
        if (!free.equals(raw)) {
            warnings.add("folder " + folder.name() + " goes to " + names.decode(free) + ", since " + names.decode(raw)
                    + (refused.contains(raw)
                            ? " cannot be made in the target beside what stands there"
                            : " is the target of another folder"));
        } else if (!names.decode(free).endsWith(names.source().lastPart(folder))
                && sourceRoles.of(folder).isEmpty()
                && !FolderNames.isInbox(folder.rawName())) {
            mapped.add("folder " + folder.name() + " is called " + names.decode(free) + " in the target");
        }
        return free;
    }

    private boolean isTaken(ListedFolder folder, String raw) {
        return taken.containsKey(inboxFolded(raw)) || takenByRole(folder, raw) || refused.contains(raw);
    }

    /** A folder without a role must not take the place of the one that has it at the source. */
    private boolean takenByRole(ListedFolder folder, String raw) {
        ListedFolder there = targetByRaw.get(inboxFolded(raw));
        if (there == null || sourceRoles.of(folder).isPresent()) {
            return false;
        }
        return targetRoles.of(there).map(sourceRoles::folder).isPresent();
    }

    static Optional<String> role(ListedFolder folder) {
        return folder.attributes().stream().filter(ROLES::contains).findFirst();
    }

    private static String inboxFolded(String raw) {
        return FolderNames.isInbox(raw) ? "INBOX" : raw;
    }
}
