// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ListedFolder;

/** Do the folders of a clone play their roles in the target, too? What an annotation can mend is mended, the rest is told. */
final class RolesKept {
    private final Work work;

    RolesKept(Work work) {
        this.work = work;
    }

    /** @param now the target's folders as they are listed after the copy, by raw name */
    void look(Pass pass, Map<String, ListedFolder> now) {
        List<FolderPair> lacking = pass.reached().stream()
                .map(folder -> folder.pair)
                .filter(pair -> pair.role() != null && lacks(now.get(pair.targetRaw()), pair.role()))
                .toList();
        for (FolderPair pair : lacking) {
            Optional<String> refusal = Faults.on(
                    "giving folder " + pair.targetName() + " of " + work.session.target.who() + " its role",
                    () -> work.session.target.with(connection -> give(connection, pair, now)));
            refusal.filter(why -> pair.source().attributes().contains(pair.role())) // else it was a guess by name
                    .ifPresent(why -> work.warn("folder " + pair + ": " + pair.role() + " at the source, but "
                            + pair.targetName() + " has no such role in the target: " + why));
        }
    }

    private static boolean lacks(ListedFolder folder, String role) {
        return folder == null || !folder.attributes().contains(role);
    }

    private static Optional<String> give(ImapConnection target, FolderPair pair, Map<String, ListedFolder> now)
            throws IOException {
        boolean elsewhere =
                now.values().stream().anyMatch(folder -> folder.attributes().contains(pair.role()));
        if (elsewhere) {
            return Optional.of("another folder has it");
        }
        if (!target.offersMetadata()) {
            return Optional.of("the server can be told no roles");
        }
        return target.giveRole(pair.targetRaw(), pair.role());
    }
}
