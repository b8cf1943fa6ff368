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
import org.mailmig.mailbox.internal.folders.SpecialUseNames;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Some servers (Dovecot) give roles by name, and show so only once the folder is there. A folder that a user made by hand and
 * called "Junk E-mail" would then become the target's junk folder, and the source's junk would go elsewhere; and a folder called
 * "Spam" would be renamed to "Junk" although the target keeps "Spam" for it. So, before folders are planned, such look-alikes
 * and the folders with a role are made: the plan sees which of them have a role. One that is not needed is removed again.
 */
public final class SpecialUseProbe {
    private final StepContext work;
    private final ControlRow row;

    public SpecialUseProbe(StepContext work) {
        this.work = work;
        this.row = work.account().getRow();
    }

    /** The listing, with the look-alikes in the target and the roles that it gave them. */
    public FolderListings settled(FolderListings listing) {
        if (!listing.rolesFixed() || row.targetFolder() != null) {
            return listing;
        }
        Set<String> roles = untold(listing);
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
        String what = "looking which folders of " + work.session().target().who() + " have a role";
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
        return folder.rawName().equals(name) && FolderPlan.role(folder).isPresent();
    }

    /** Only what we made and nobody used. */
    private static boolean remove(ImapConnection target, String name) throws java.io.IOException {
        FolderStatus status = target.status(name);
        if (status.messages() == 0 && status.uidNext() <= 1) {
            target.delete(name);
        }
        return true;
    }

    /** Roles that a folder of the source shows, and none of the target. */
    private static Set<String> untold(FolderListings listing) {
        Set<String> held = listing.source().stream()
                .map(FolderPlan::role)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        listing.target().forEach(folder -> FolderPlan.role(folder).ifPresent(held::remove));
        return held;
    }

    /** Folders without a role that will be made in any case, under names that say one; not where a role decides what is above. */
    private Set<String> alike(FolderPlan plan, Set<String> roles, ParentFolders above) {
        return plan.pairs().stream()
                .filter(pair -> pair.target() == null
                        && !isMapped(pair)
                        && FolderPlan.role(pair.source()).isEmpty())
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

    /** The own names of folders that would else get the usual name of their role, where that is not there yet. */
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
