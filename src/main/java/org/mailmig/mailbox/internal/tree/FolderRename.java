// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.List;
import java.util.Optional;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.StepContext;

/** Renames a folder of the target as its source folder was renamed: its subscription and the ledger follow, and the folders below it. */
final class FolderRename {
    private final StepContext work;
    private final FolderListings listing;
    private final List<FolderState> known;

    /** @param known the ledger's folder states of the mailbox */
    FolderRename(StepContext work, FolderListings listing, List<FolderState> known) {
        this.work = work;
        this.listing = listing;
        this.known = known;
    }

    /** Renames the folder. Returns false if the target refuses; its messages are then found where they are. */
    boolean follow(FolderState state, FolderPair pair) {
        String from = state.target();
        String to = pair.targetRaw();
        Optional<String> refusal = WireErrors.on(
                "renaming folder " + from + " of " + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    try {
                        connection.rename(from, to);
                        return Optional.empty();
                    } catch (CommandRefusedException e) {
                        if (e.passing()) {
                            throw e;
                        }
                        return Optional.of(e.getMessage());
                    }
                }));
        if (refusal.isPresent()) {
            work.warn("folder " + pair + ": it was renamed at the source, and the target keeps the earlier name: "
                    + refusal.get());
            return false;
        }
        subscribe(from, to, pair.source().subscribed());
        work.folderStates().renamed(work.account(), state.id(), pair.source().rawName(), to);
        below(state, pair);
        work.event(EventKind.RENAMED, "folder " + from + " of the target became " + to + ", as at the source");
        return true;
    }

    /** Changes the subscription: servers leave the old name subscribed (RFC 9051, 6.3.6). */
    void subscribe(String from, String to, boolean subscribed) {
        WireErrors.on(
                "subscribing to folder " + to + " of " + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    if (subscribed) {
                        connection
                                .subscribe(to)
                                .ifPresent(why -> work.warn(
                                        "folder " + to + ": the target refused to subscribe the user to it: " + why));
                    }
                    connection.unsubscribe(from);
                    return null;
                }));
    }

    /** Handles folders below it, which were renamed along on both sides. */
    private void below(FolderState above, FolderPair pair) {
        String oldSource = above.source() + pair.source().separator();
        String oldTarget = above.target() + targetSeparator(above.target());
        for (FolderState state : known) {
            if (state.source().startsWith(oldSource) && state.target().startsWith(oldTarget)) {
                String source = pair.source().rawName() + state.source().substring(oldSource.length() - 1);
                String target = pair.targetRaw() + state.target().substring(oldTarget.length() - 1);
                subscribe(state.target(), target, isSubscribed(source));
                work.folderStates().renamed(work.account(), state.id(), source, target);
            }
        }
    }

    private boolean isSubscribed(String sourceRaw) {
        return listing.source().stream().anyMatch(folder -> folder.rawName().equals(sourceRaw) && folder.subscribed());
    }

    private char targetSeparator(String raw) {
        return listing.target().stream()
                .filter(folder -> folder.rawName().equals(raw))
                .findFirst()
                .orElseThrow()
                .separator();
    }
}
