// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Verifies that a clone's folders have their special uses in the target, too. Corrects what an annotation can correct, and reports the
 * rest.
 */
public final class SpecialUseVerify {
    private final StepContext work;

    public SpecialUseVerify(StepContext work) {
        this.work = work;
    }

    /** @param now the target's folders as listed after the copy, by raw name */
    public void look(CopyPassResult pass, Map<String, ListedFolder> now) {
        List<FolderPair> lacking = pass.reached().stream()
                .map(folder -> folder.pair())
                .filter(pair -> pair.role() != null && lacks(now.get(pair.targetRaw()), pair.role()))
                .toList();
        for (FolderPair pair : lacking) {
            Optional<String> refusal = WireErrors.on(
                    "giving folder " + pair.targetName() + " of "
                            + work.session().target().who() + " its role",
                    () -> work.session().target().with(connection -> give(connection, pair, now)));
            refusal.filter(why -> pair.source().attributes().contains(pair.role())) // otherwise it was a guess by name
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
            return Optional.of("the server does not let roles be set");
        }
        return target.giveRole(pair.targetRaw(), pair.role());
    }
}
