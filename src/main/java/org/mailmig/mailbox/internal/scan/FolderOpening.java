// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.message.WholeListing;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.SourceListing;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.TargetListing;
import org.mailmig.text.Plural;

/** Opens a folder on both sides and lists its messages; creates it in the target where necessary. */
public final class FolderOpening {
    /** Limit of consecutive errors without progress; after that, a transient error counts as the folder's own. */
    private static final int FAULTS_BORNE = 3;

    private final StepContext work;
    private final CopyPassResult pass;
    private final FolderCopyState folder;

    public FolderOpening(StepContext work, CopyPassResult pass, FolderCopyState folder) {
        this.work = work;
        this.pass = pass;
        this.folder = folder;
    }

    /**
     * Returns false if only this folder cannot be read at the source, or created or opened in the target: it is given up, and the
     * others are copied. An error that may concern the whole account, or may be transient, is thrown, but only a limited number of
     * times.
     */
    public boolean opens(ReadOnlyConnection source, ImapConnection target) throws IOException {
        try {
            open(source, target);
            return true;
        } catch (CommandRefusedException | ProtocolException e) {
            boolean lasts = e instanceof CommandRefusedException refused && !refused.passing() && !isOfAccount(refused);
            boolean mayPass = work.account().getResult().progress.faults < FAULTS_BORNE && !lasts;
            if (mayPass || e instanceof CommandRefusedException refused && isOfAccount(refused)) {
                throw e;
            }
            if (isGone(source, target)) {
                throw new IOException("the folder was removed after it was listed: " + e.getMessage(), e);
            }
            folder.giveUp(
                    work,
                    e.getMessage() + " (" + Plural.of(folder.pair().messagesAtSource(), "message", "messages")
                            + " not copied; folder_map can put the folder elsewhere, folder_exclude leaves it out)");
            return false;
        }
    }

    private static boolean isOfAccount(CommandRefusedException refusal) {
        return switch (refusal.code()) {
            case "OVERQUOTA", "EXPIRED", "PRIVACYREQUIRED", "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED" -> true;
            default -> false;
        };
    }

    /**
     * Opens both sides in parallel, each with its listing. All messages listed now belong to this pass, whatever UIDNEXT the source
     * reports; later ones belong to the next pass.
     */
    private void open(ReadOnlyConnection source, ImapConnection target) throws IOException {
        String raw = folder.pair().source().rawName();
        source.includeModSeqs(pass.cloning() && work.session().identifiers().writes());
        List<MessageInfo> listed = new ArrayList<>();
        List<MessageInfo> there = new ArrayList<>();
        AtomicReference<SelectedFolder> opened = new AtomicReference<>();
        SelectedFolder here = work.threads()
                .both(() -> source.examine(raw, all(folder.pair().source()), kept(listed)), () -> {
                    opened.set(openTarget(target, there));
                    return null;
                });
        WholeListing all = WholeListing.of(source, here, listed, this::kept);
        WholeListing allThere = WholeListing.of(target, opened.get(), there, this::kept);
        folder.open(
                SourceListing.of(here.status(), all.facts()),
                TargetListing.of(opened.get(), allThere.facts(), allThere.unlisted()));
        new ListingGaps(work, folder).report(all, allThere);
        folder.begin(work.folderStates()
                .begin(
                        work.account(),
                        raw,
                        here.status().uidValidity(),
                        here.mailboxId(),
                        folder.pair().targetRaw(),
                        opened.get().status().uidValidity(),
                        folder.target().uidNext()));
    }

    private Consumer<MessageInfo> kept(List<MessageInfo> list) {
        return work.session().keeping(list);
    }

    private SelectedFolder openTarget(ImapConnection target, List<MessageInfo> there) throws IOException {
        String raw = folder.pair().targetRaw();
        boolean created = folder.pair().target() == null;
        boolean subscribed = !created && folder.pair().target().subscribed();
        boolean subscribe =
                folder.pair().source().subscribed() && !subscribed && (created || pass.cloning() || isFreshlyMade());
        return created || subscribe
                ? target.make(raw, folder.pair().role(), subscribe, this::notSubscribed)
                : target.select(raw, all(folder.pair().target()), kept(there));
    }

    private void notSubscribed(String why) {
        work.warn("folder " + folder.pair() + ": the target refused to subscribe the user to it: " + why);
    }

    /**
     * Returns whether we, or another client, created the folder and were interrupted: it never contained a message, and the ledger does
     * not know it.
     */
    private boolean isFreshlyMade() {
        FolderStatus status = folder.pair().target().status();
        return status != null
                && status.messages() == 0
                && status.uidNext() == 1
                && pass.knownIn(folder.pair()).isEmpty();
    }

    private static UidSet all(ListedFolder folder) {
        return folder.status() == null || folder.status().messages() == 0 ? UidSet.empty() : UidSet.ALL;
    }

    /** Lists the folder after a server refused it; not all servers send NONEXISTENT (RFC 5530). */
    public boolean isGone(ReadOnlyConnection source, ImapConnection target) throws IOException {
        boolean here = work.session().source().listWith(source).stream()
                .anyMatch(one -> one.rawName().equals(folder.pair().source().rawName()));
        boolean there = folder.pair().target() == null
                || work.session().target().listWith(target).stream()
                        .anyMatch(one -> one.rawName().equals(folder.pair().targetRaw()));
        return !here || !there;
    }
}
