// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some servers (Dovecot) give roles by name, and show so only once the folder is there. A folder that a user made by hand and
 * called "Junk E-mail" would then become the target's junk folder, and the source's junk would go elsewhere. So, before a clone
 * is planned, such look-alikes are made: the plan sees which of them have a role, and keeps these places for the folders that
 * have the role at the source.
 */
final class RoleTrial {
    private final Work work;

    RoleTrial(Work work) {
        this.work = work;
    }

    /** The listing, with the look-alikes in the target and the roles that it gave them. */
    Session.Listing settled(Session.Listing listing) {
        if (!listing.rolesFixed()) {
            return listing;
        }
        List<FolderPair> alike = alike(listing);
        if (alike.isEmpty()) {
            return listing;
        }
        String what = "looking which folders of " + work.session.target.who() + " have a role";
        for (FolderPair pair : alike) {
            Faults.on(what, () -> work.session.target.with(connection -> connection.tryCreate(pair.targetRaw())));
        }
        return listing.withTarget(Faults.on(what, () -> work.session.target.list()));
    }

    private List<FolderPair> alike(Session.Listing listing) {
        Set<String> held = listing.source().stream()
                .map(FolderPlan::role)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        listing.target().forEach(folder -> FolderPlan.role(folder).ifPresent(held::remove)); // told already
        if (held.isEmpty()) {
            return List.of();
        }
        return FolderPlan.of(work.account.getRow(), listing).pairs().stream()
                .filter(pair ->
                        pair.target() == null && FolderPlan.role(pair.source()).isEmpty())
                .filter(pair -> SpecialNames.meaning(pair.source().name())
                        .map(SpecialNames.Meaning::role)
                        .filter(held::contains)
                        .isPresent())
                .toList();
    }
}
