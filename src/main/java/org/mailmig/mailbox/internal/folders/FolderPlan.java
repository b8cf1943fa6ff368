// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.mailmig.ControlRow;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.ServerText;

/**
 * Decides which source folder goes to which target folder. Folders that have the same name on both sides keep it. A folder with a
 * special use goes to the target's folder of that special use, or to the name that the target reserves for it; its subfolders follow
 * it; the rest keep their names. Two source folders never share a target, and none is placed where other users may read it. The result
 * does not depend on the order in which a server lists its folders.
 */
public final class FolderPlan {
    private final List<FolderPair> pairs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private final ControlRow row;
    private final List<ListedFolder> source;
    private final FolderNames names;
    private final FolderSelection wanted;
    private final TargetNames targetNames;

    private FolderPlan(ControlRow row, FolderListings listing, Set<String> refused) {
        this.row = row;
        this.wanted = new FolderSelection(row);
        this.source =
                listing.source().stream().filter(ListedFolder::addressable).toList();
        this.names = listing.names();
        this.targetNames = new TargetNames(row, wanted, source, listing, refused);
        nameThoseThatCannotBeAskedFor(listing.source());
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
        return targetNames.mapped();
    }

    /** Returns whether the name was chosen because the target had refused another. */
    public boolean isReplacement(FolderPair pair) {
        return targetNames.isReplacement(pair.targetRaw());
    }

    /** Returns the name that the folder has in the target if its special use does not decide. */
    public String ownName(ListedFolder folder) {
        return targetNames.own(folder);
    }

    private void nameThoseThatCannotBeAskedFor(List<ListedFolder> all) {
        all.stream()
                .filter(folder -> folder.selectable() && !folder.addressable())
                .map(folder -> folder.rawName().isEmpty()
                        ? "A folder with an empty name is left out: IMAP cannot select it. Rename it at the source."
                        : "Folder \"" + ServerText.shown(folder.name())
                                + "\" is left out: its name contains NUL, CR or LF, and IMAP cannot select it. Rename"
                                + " it at the source.")
                .sorted()
                .forEach(warnings::add);
    }

    private void pair() {
        row.folderMap().keySet().stream()
                .filter(name -> source.stream()
                        .noneMatch(folder -> TargetNames.asked(folder).equals(name)))
                .forEach(name -> warnings.add("folder_map names " + name + ", which the source does not have"));
        List<ListedFolder> copied = source.stream()
                .filter(folder -> wanted.is(folder, leftOut))
                .sorted(Comparator.comparing((ListedFolder folder) -> !FolderNames.isInbox(folder.rawName()))
                        .thenComparing(folder -> !row.folderMap().containsKey(TargetNames.asked(folder)))
                        .thenComparing(
                                folder -> targetNames.sourceRoles().of(folder).isEmpty())
                        .thenComparing(ListedFolder::rawName))
                .toList();
        copied.stream().filter(ListedFolder::selectable).forEach(targetNames::claimOwn);
        copied.forEach(this::pair);
        warnings.addAll(targetNames.warnings());
        pairs.sort(Comparator.comparing(FolderPair::targetRaw));
    }

    private void pair(ListedFolder folder) {
        String raw = targetNames.placed(folder);
        if (folder.selectable()) {
            ListedFolder there = targetNames.targetFolder(raw);
            String known = there == null || FolderNames.isInbox(raw) ? raw : there.rawName();
            String role = row.targetFolder() == null
                    ? targetNames.sourceRoles().given(folder).orElse(null)
                    : null;
            // A name above folders that is not itself a folder is made one.
            ListedFolder open = there == null || !there.selectable() ? null : there;
            pairs.add(new FolderPair(folder, known, names.decode(known), open, role));
        }
    }

    /** Returns the namespaces of other users into which the row would put folders, each with the setting that does so. */
    public List<String> asksForOthers() {
        List<String> asks = new ArrayList<>();
        if (row.targetFolder() != null) {
            names.others()
                    .holder(names.named(row.targetFolder()))
                    .ifPresent(namespace ->
                            asks.add("target_folder " + row.targetFolder() + " is in " + namespace.prefix()));
        }
        row.folderMap().forEach((from, to) -> names.others()
                .holder(names.named(to))
                .ifPresent(namespace ->
                        asks.add("folder_map puts " + from + " to " + to + ", which is in " + namespace.prefix())));
        return asks;
    }
}
