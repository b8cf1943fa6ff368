// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.FolderGenerations;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Follows folders renamed at the source since the last pass, recognised by MAILBOXID, or by UIDVALIDITY and pairings. The target folder
 * is renamed too if nothing happened in it in the meantime; otherwise its messages are found where they are, and none is duplicated.
 */
public final class FolderRenames {
    private final StepContext work;
    private final FolderListings listing;
    private final FolderPlan plan;
    private final FolderGenerations lives;
    private final List<FolderState> known;
    private final FolderRename rename;
    private final boolean cloning;
    /** MAILBOXID by raw name at the source; read only where it decides. */
    private final Map<String, String> ids = new HashMap<>();

    public FolderRenames(StepContext work, FolderListings listing, FolderPlan plan, boolean cloning) {
        this.work = work;
        this.listing = listing;
        this.plan = plan;
        this.lives = new FolderGenerations(listing.source(), listing.target());
        // Only this migration has used a clone that is resumed, or ForeignMessages reports it.
        this.cloning = cloning;
        this.known = work.folderStates().folders(work.account().getMailbox());
        this.rename = new FolderRename(work, listing, known);
    }

    /** Renames one folder of the target, with those below it. Returns true if it did, so that both sides must be listed again. */
    public boolean follow() {
        plan.pairs().forEach(this::finish);
        if (work.ledger().forwarders().isPastClear(work.account().getMailbox())) {
            return false; // the target is in use: its owner decides on the names of its folders
        }
        Set<String> names = known.stream().map(FolderState::source).collect(Collectors.toSet());
        for (FolderPair pair : plan.pairs()) {
            if (pair.target() == null && !names.contains(pair.source().rawName())) {
                List<FolderState> before = known.stream()
                        .filter(state -> became(state, pair.source()) && isKnownAgain(state, pair.source()))
                        .toList();
                if (before.size() == 1 && isUnchanged(before.get(0)) && rename.follow(before.get(0), pair)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Handles a folder that has the new name on both sides and the old one in the ledger: we were interrupted after our RENAME, or both
     * owners renamed it.
     */
    private void finish(FolderPair pair) {
        ListedFolder there = pair.target();
        if (there == null || there.status() == null || pair.source().status() == null) {
            return;
        }
        List<FolderState> before = known.stream()
                .filter(state -> lives.isSourceGone(state)
                        && lives.isTargetGone(state)
                        && state.sourceUidValidity() == pair.source().status().uidValidity()
                        && state.targetUidValidity() == there.status().uidValidity()
                        && isKnownAgain(state, pair.source()))
                .toList();
        boolean alone = known.stream()
                .noneMatch(state -> state.source().equals(pair.source().rawName())
                        && state.target().equals(there.rawName()));
        if (before.size() == 1 && alone) {
            rename.subscribe(
                    before.get(0).target(), there.rawName(), pair.source().subscribed());
            work.folderStates()
                    .renamed(work.account(), before.get(0).id(), pair.source().rawName(), there.rawName());
        }
    }

    private boolean became(FolderState state, ListedFolder now) {
        FolderStatus status = now.status();
        return status != null
                && lives.isSourceGone(state)
                && status.uidValidity() == state.sourceUidValidity()
                && status.uidNext() >= state.sourceUidNext();
    }

    /**
     * Returns whether the folder is the same. Some servers derive UIDVALIDITY from the time: folders created in the same second are
     * distinguished by MAILBOXID (RFC 8474, 4.1: it survives a rename), and without MAILBOXID not at all.
     */
    private boolean isKnownAgain(FolderState state, ListedFolder now) {
        return state.sourceMailboxId().isEmpty()
                ? isUnique(now)
                : state.sourceMailboxId().equals(ids.computeIfAbsent(now.rawName(), this::askId));
    }

    private String askId(String rawName) {
        return WireErrors.on(
                        "reading folder " + rawName + " of "
                                + work.session().source().who(),
                        () -> work.session().source().with(connection -> connection.mailboxIds(List.of(rawName))))
                .getOrDefault(rawName, "");
    }

    private boolean isUnique(ListedFolder folder) {
        return listing.source().stream()
                        .filter(other -> other.status() != null
                                && other.status().uidValidity()
                                        == folder.status().uidValidity())
                        .count()
                == 1;
    }

    private boolean isUnchanged(FolderState state) {
        return listing.target().stream()
                .filter(folder -> folder.rawName().equals(state.target()) && folder.status() != null)
                .map(ListedFolder::status)
                .anyMatch(status -> status.uidValidity() == state.targetUidValidity()
                        && (cloning
                                || status.messages() == state.targetMessages()
                                        && status.uidNext() == state.targetUidNext()));
    }
}
