// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.ControlRow;
import org.mailmig.imap.CreateResult;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.folders.SpecialUse;
import org.mailmig.mailbox.internal.folders.SpecialUseNames;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Finds out which folders get a special use from the target by their names. Some servers (Dovecot) assign special uses by name, and
 * list them only once the folder exists. A folder that a user created and called "Junk E-mail" would then become the target's junk
 * folder, and the source's junk would go elsewhere; and a folder called "Spam" would be renamed to "Junk" although the target reserves
 * "Spam" for junk. Therefore such look-alikes and the folders with a special use are created before folders are planned, so that the
 * plan sees which of them have a special use. Those that are not needed are removed again.
 */
public final class SpecialUseProbe {
    private final StepContext work;
    private final ControlRow row;

    public SpecialUseProbe(StepContext work) {
        this.work = work;
        this.row = work.account().getRow();
    }

    /** Returns the listing, with the look-alikes in the target and the special uses that it gave them. */
    public FolderListings settled(FolderListings listing) {
        if (!listing.rolesFixed() || row.targetFolder() != null) {
            return listing;
        }
        Set<String> roles = unshown(listing);
        if (roles.isEmpty()) {
            return listing;
        }
        FolderPlan plan = FolderPlan.of(row, listing);
        ParentFolders above = new ParentFolders(work, listing);
        Set<String> alike = alike(plan, roles, above);
        Set<String> own = own(plan, roles);
        if (alike.isEmpty() && own.isEmpty()) {
            return listing;
        }
        String what = "checking which folders of " + work.session().target().who() + " have a role";
        List<String> tried =
                Stream.concat(alike.stream(), own.stream()).distinct().toList();
        above.makeForTrial(plan, alike);
        List<CreateResult> made =
                WireErrors.on(what, () -> work.session().target().with(connection -> connection.tryCreate(tried)));
        List<ListedFolder> now =
                WireErrors.on(what, () -> work.session().target().list());
        List<String> surplus = new ArrayList<>();
        for (int i = 0; i < tried.size(); i++) {
            String name = tried.get(i);
            boolean ours = made.get(i) == CreateResult.MADE && !alike.contains(name);
            boolean empty = !above.isAbove(
                    name,
                    now.stream().map(ListedFolder::rawName).toList()); // some servers delete what is below as well
            if (ours && empty && now.stream().noneMatch(folder -> isThatAndHasRole(folder, name))) {
                surplus.add(name);
            }
        }
        surplus.forEach(
                name -> WireErrors.on(what, () -> work.session().target().with(target -> remove(target, name))));
        return listing.withTarget(now.stream()
                .filter(folder -> !surplus.contains(folder.rawName()))
                .toList());
    }

    private static boolean isThatAndHasRole(ListedFolder folder, String name) {
        return folder.rawName().equals(name) && SpecialUse.role(folder).isPresent();
    }

    /** Removes only folders that we created and nobody used. */
    private static boolean remove(ImapConnection target, String name) throws java.io.IOException {
        FolderStatus status = target.status(name);
        if (status.messages() == 0 && status.uidNext() <= 1) {
            target.delete(name);
        }
        return true;
    }

    /** Returns the special uses that a source folder has in LIST, and no target folder. */
    private static Set<String> unshown(FolderListings listing) {
        Set<String> held = listing.source().stream()
                .map(SpecialUse::role)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        listing.target().forEach(folder -> SpecialUse.role(folder).ifPresent(held::remove));
        return held;
    }

    /**
     * Returns folders without a special use that will be created in any case, and whose names suggest one; not those whose parent is
     * moved by its special use.
     */
    private Set<String> alike(FolderPlan plan, Set<String> roles, ParentFolders above) {
        return plan.pairs().stream()
                .filter(pair -> pair.target() == null
                        && !isMapped(pair)
                        && SpecialUse.role(pair.source()).isEmpty())
                .filter(pair -> SpecialUseNames.meaning(pair.source().name())
                        .map(SpecialUseNames.Meaning::role)
                        .filter(roles::contains)
                        .isPresent())
                .map(FolderPair::targetRaw)
                .filter(name -> plan.pairs().stream()
                        .filter(pair -> pair.role() != null && pair.target() == null)
                        .noneMatch(pair -> above.isAbove(pair.targetRaw(), Set.of(name))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the own names of folders that would otherwise get the usual name of their special use, if that name does not exist yet. */
    private Set<String> own(FolderPlan plan, Set<String> roles) {
        return plan.pairs().stream()
                .filter(pair -> pair.role() != null && roles.contains(pair.role()))
                .filter(pair -> pair.target() == null && !isMapped(pair))
                .map(pair -> plan.ownName(pair.source()))
                .filter(own ->
                        plan.pairs().stream().noneMatch(pair -> pair.targetRaw().equals(own)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean isMapped(FolderPair pair) {
        return row.folderMap().containsKey(pair.source().name());
    }
}
