// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
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
                if (before.size() == 1 && isUnchanged(before.get(0)) && rename(before.get(0), pair)) {
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
            subscribe(before.get(0).target(), there.rawName(), pair.source().subscribed());
            work.folderStates()
                    .renamed(work.account(), before.get(0).id(), pair.source().rawName(), there.rawName());
        }
    }

    /** Changes the subscription: servers leave the old name subscribed (RFC 9051, 6.3.6). */
    private void subscribe(String from, String to, boolean subscribed) {
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

    /** Renames the folder. Returns false if the target refuses; its messages are then found where they are. */
    private boolean rename(FolderState state, FolderPair pair) {
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
