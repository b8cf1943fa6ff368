// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.imap.model.ListedFolder;

/** Finds the target name of a source folder by its special use. */
final class SpecialUsePlaces {
    private final FolderNames names;
    private final Map<String, ListedFolder> targetByRaw;
    private final SpecialUse sourceRoles;
    private final SpecialUse targetRoles;
    private final boolean rolesFixed;
    private final TakenNames taken;

    /** @param targetByRaw the target's folders by {@link FolderNames#key} */
    SpecialUsePlaces(
            FolderListings listing, Map<String, ListedFolder> targetByRaw, SpecialUse sourceRoles, TakenNames taken) {
        this.names = listing.names();
        this.targetByRaw = targetByRaw;
        this.sourceRoles = sourceRoles;
        this.targetRoles = new SpecialUse(listing.target(), names.target());
        this.rolesFixed = listing.rolesFixed();
        this.taken = taken;
    }

    /** Returns the target name by special use, if it differs from the folder's own name. */
    Optional<String> name(ListedFolder folder, String role, String own) {
        ListedFolder same = targetByRaw.get(names.key(own));
        if (same != null
                && same.selectable()
                && SpecialUse.role(same).filter(other -> !other.equals(role)).isEmpty()) {
            return Optional.empty();
        }
        Optional<ListedFolder> there = holder(folder, role);
        if (there.isPresent()) {
            return there.map(ListedFolder::rawName);
        }
        String usual = names.named(SpecialUseNames.usual(role));
        boolean free = taken.claiming(usual).stream().allMatch(one -> one == folder);
        if (rolesFixed && sourceRoles.given(folder).isPresent() && free) {
            return Optional.of(usual); // where its configuration most likely expects it
        }
        return GmailArchive.is(folder) ? Optional.of(usual) : Optional.empty();
    }

    /** Returns the target's folder with the special use, unless its name belongs to another source folder. */
    private Optional<ListedFolder> holder(ListedFolder folder, String role) {
        List<ListedFolder> showing = targetRoles.showing(role);
        ListedFolder named = targetRoles.folder(role);
        boolean guessed = showing.isEmpty() || SpecialUse.role(folder).isEmpty();
        List<ListedFolder> candidates = showing.isEmpty() && named != null ? List.of(named) : showing;
        return candidates.stream()
                .filter(there -> !taken.isTakenByAnother(folder, there.rawName()))
                .filter(there -> taken.claiming(there.rawName()).stream()
                        .filter(other -> other != folder)
                        .noneMatch(other -> guessed
                                || SpecialUse.role(other).filter(role::equals).isPresent()))
                .findFirst();
    }
}
