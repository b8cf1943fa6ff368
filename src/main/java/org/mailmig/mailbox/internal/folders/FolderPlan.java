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
import org.mailmig.imap.text.ServerText;

/**
 * Decides which source folder goes to which target folder. Folders that have the same name on both sides keep it. A folder with a
 * special use goes to the target's folder of that special use, or to the name that the target reserves for it; its subfolders follow
 * it; the rest keep their names. Two source folders never share a target, and none is placed where other users may read it. The result
 * does not depend on the order in which a server lists its folders.
 */
public final class FolderPlan {
    /** Special uses that a target may have once, and that are copied (RFC 6154, 2). */
    static final Set<String> ROLES = Set.of("\\archive", "\\drafts", "\\junk", "\\sent", "\\trash");

    /** Appended numbers that are tried for a refused name; after that, the name is not the reason. */
    private static final int NUMBERS_TRIED = 3;

    private static final int MOST_ALIKE = 10_000;

    private final List<FolderPair> pairs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> mapped = new ArrayList<>();
    /** Raw target names that were chosen because the target refused others. */
    private final Set<String> replacements = new HashSet<>();

    private final List<ListedFolder> source;
    private final Map<String, ListedFolder> sourceByRaw = new HashMap<>();
    private final Map<String, ListedFolder> targetByRaw = new HashMap<>();
    /** Source folders whose name is the target's own for them, by {@link FolderNames#key}. */
    private final Map<String, List<ListedFolder>> claims = new HashMap<>();

    private final FolderNames names;
    private final ControlRow row;
    private final FolderSelection wanted;
    private final SpecialUse sourceRoles;
    private final SpecialUse targetRoles;
    private final boolean rolesFixed;
    /** Raw names that the target refused. */
    private final Set<String> refused;

    /** Target names by the source folder's raw name; below, source folders by raw target name. */
    private final Map<String, String> placed = new HashMap<>();

    private final Map<String, ListedFolder> taken = new HashMap<>();

    private FolderPlan(ControlRow row, FolderListings listing, Set<String> refused) {
        this.row = row;
        this.wanted = new FolderSelection(row);
        this.source =
                listing.source().stream().filter(ListedFolder::addressable).toList();
        this.names = listing.names();
        this.rolesFixed = listing.rolesFixed();
        this.refused = refused;
        nameThoseThatCannotBeAskedFor(listing.source());
        source.forEach(folder -> sourceByRaw.put(FolderNames.inboxFolded(folder.rawName()), folder));
        listing.target().stream()
                .sorted(Comparator.comparing(ListedFolder::rawName).reversed())
                .forEach(folder -> targetByRaw.put(names.key(folder.rawName()), folder));
        sourceRoles = new SpecialUse(source, names.source());
        sourceRoles.takeUpGmailArchive(source);
        targetRoles = new SpecialUse(listing.target(), names.target());
    }

    static FolderPlan of(ControlRow row, List<ListedFolder> source, List<ListedFolder> target, FolderNames names) {
        return of(row, new FolderListings(source, target, names, List.of(), false));
    }

    public static FolderPlan of(ControlRow row, FolderListings listing) {
        return of(row, listing, Set.of());
    }

    /** @param refused raw names that the target has refused, or regards as names of other folders */
    public static FolderPlan of(ControlRow row, FolderListings listing, Set<String> refused) {
        FolderPlan plan = new FolderPlan(row, listing, refused);
        plan.pair();
        return plan;
    }

    /** Returns whether only those of the folder's messages are copied that are in no other folder. Its counters are then too high. */
    public boolean isArchive(FolderPair pair) {
        return wanted.isArchive(pair.source());
    }

    /** Returns the pairs in the order in which folders can be created: parents first. */
    public List<FolderPair> pairs() {
        return pairs;
    }

    /** Returns the folders that are not copied, each with its reason. */
    public List<String> leftOut() {
        return leftOut;
    }

    public List<String> warnings() {
        return warnings;
    }

    /** Returns the folders whose names the target cannot store as they are, with their new names. */
    public List<String> mapped() {
        return mapped;
    }

    /** Returns whether the name was chosen because the target had refused another. */
    public boolean isReplacement(FolderPair pair) {
        return replacements.contains(pair.targetRaw());
    }

    /** Returns the name that the folder has in the target if its special use does not decide. */
    public String ownName(ListedFolder folder) {
        return names.others().avoid(natural(folder, 0));
    }

    private void nameThoseThatCannotBeAskedFor(List<ListedFolder> all) {
        all.stream()
                .filter(folder -> folder.selectable() && !folder.addressable())
                .map(folder -> folder.rawName().isEmpty()
                        ? "A folder with an empty name is left out: IMAP cannot ask for it. Rename it at the source."
                        : "Folder \"" + ServerText.shown(folder.name())
                                + "\" is left out: its name holds NUL, CR or LF, and IMAP cannot ask for it."
                                + " Rename it at the source.")
                .sorted()
                .forEach(warnings::add);
    }

    private void pair() {
        row.folderMap().keySet().stream()
                .filter(name ->
                        source.stream().noneMatch(folder -> asked(folder).equals(name)))
                .forEach(name -> warnings.add("folder_map names " + name + ", which the source does not have"));
        List<ListedFolder> copied = source.stream()
                .filter(folder -> wanted.is(folder, leftOut))
                .sorted(Comparator.comparing((ListedFolder folder) -> !FolderNames.isInbox(folder.rawName()))
                        .thenComparing(folder -> !row.folderMap().containsKey(asked(folder)))
                        .thenComparing(folder -> sourceRoles.of(folder).isEmpty())
                        .thenComparing(ListedFolder::rawName))
                .toList();
        copied.stream().filter(ListedFolder::selectable).forEach(folder -> claims.computeIfAbsent(
                        names.key(ownName(folder)), key -> new ArrayList<>())
                .add(folder));
        copied.forEach(this::pair);
        pairs.sort(Comparator.comparing(FolderPair::targetRaw));
    }

    private void pair(ListedFolder folder) {
        String raw = placed.get(folder.rawName());
        if (raw == null) {
            raw = free(folder);
            placed.put(folder.rawName(), raw);
        }
        taken.putIfAbsent(names.key(raw), folder);
        if (folder.selectable()) {
            ListedFolder there = targetByRaw.get(names.key(raw));
            String known = there == null || FolderNames.isInbox(raw) ? raw : there.rawName();
            String role = row.targetFolder() == null ? sourceRoles.given(folder).orElse(null) : null;
            // A name above folders that is not itself a folder is made one.
            ListedFolder open = there == null || !there.selectable() ? null : there;
            pairs.add(new FolderPair(folder, known, names.decode(known), open, role));
        }
    }

    /** Returns the folder's name as used in a row's folder map. */
    private static String asked(ListedFolder folder) {
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
        return role.flatMap(plays -> byRole(folder, plays, own)).orElse(own);
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

    /** Returns the target name by special use, if it differs from the folder's own name. */
    private Optional<String> byRole(ListedFolder folder, String role, String own) {
        ListedFolder same = targetByRaw.get(names.key(own));
        if (same != null
                && same.selectable()
                && role(same).filter(other -> !other.equals(role)).isEmpty()) {
            return Optional.empty();
        }
        Optional<ListedFolder> there = holder(folder, role);
        if (there.isPresent()) {
            return there.map(ListedFolder::rawName);
        }
        String usual = names.named(SpecialUseNames.usual(role));
        boolean free = claims.getOrDefault(names.key(usual), List.of()).stream().allMatch(one -> one == folder);
        if (rolesFixed && sourceRoles.given(folder).isPresent() && free) {
            return Optional.of(usual); // where its configuration most likely expects it
        }
        return GmailArchive.is(folder) ? Optional.of(usual) : Optional.empty();
    }

    /** Returns the target's folder with the special use, unless its name belongs to another source folder. */
    private Optional<ListedFolder> holder(ListedFolder folder, String role) {
        List<ListedFolder> showing = targetRoles.showing(role);
        ListedFolder named = targetRoles.folder(role);
        boolean guessed = showing.isEmpty() || role(folder).isEmpty();
        List<ListedFolder> candidates = showing.isEmpty() && named != null ? List.of(named) : showing;
        return candidates.stream()
                .filter(there -> !isTakenByAnother(folder, there.rawName()))
                .filter(there -> claims.getOrDefault(names.key(there.rawName()), List.of()).stream()
                        .filter(other -> other != folder)
                        .noneMatch(other ->
                                guessed || role(other).filter(role::equals).isPresent()))
                .findFirst();
    }

    private boolean isTakenByAnother(ListedFolder folder, String raw) {
        ListedFolder holder = taken.get(names.key(raw));
        return holder != null && holder != folder;
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
            taken.putIfAbsent(names.key(free), folder);
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
        return isTakenByAnother(folder, raw)
                || refused.contains(raw) && folder.selectable()
                || names.others().holder(raw).isPresent();
    }

    /** Returns the target's folder that it regards as having this name, in its own spelling: other case, other accents. */
    private Optional<String> respelled(ListedFolder folder, String wish) {
        String folded = SpecialUseNames.folded(names.decode(wish));
        return targetByRaw.values().stream()
                .filter(there -> there.selectable()
                        && SpecialUseNames.folded(there.name()).equals(folded))
                .filter(there -> !claims.containsKey(names.key(there.rawName())))
                .filter(there -> !isTakenByAnother(folder, there.rawName()))
                .map(ListedFolder::rawName)
                .sorted()
                .findFirst();
    }

    private void name(ListedFolder folder, String raw, String free) {
        Optional<Namespace> others = names.others().holder(wish(folder, 0));
        if (!free.equals(raw)) {
            warnings.add("folder " + folder.name() + " goes to " + names.decode(free) + ", since " + names.decode(raw)
                    + (refused.contains(raw)
                            ? " cannot be made in the target beside what stands there"
                            : " is the target of another folder"));
        } else if (others.isPresent()) {
            mapped.add("folder " + folder.name() + " is called " + names.decode(free) + " in the target, since "
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

    /** Returns the namespaces of other users into which the row would put folders, each with the setting that does so. */
    public List<String> asksForOthers() {
        List<String> asks = new ArrayList<>();
        if (row.targetFolder() != null) {
            names.others()
                    .holder(names.named(row.targetFolder()))
                    .ifPresent(namespace ->
                            asks.add("target_folder " + row.targetFolder() + " lies in " + namespace.prefix()));
        }
        row.folderMap().forEach((from, to) -> names.others()
                .holder(names.named(to))
                .ifPresent(namespace ->
                        asks.add("folder_map puts " + from + " to " + to + ", which lies in " + namespace.prefix())));
        return asks;
    }

    public static Optional<String> role(ListedFolder folder) {
        return folder.attributes().stream().filter(ROLES::contains).sorted().findFirst();
    }
}
