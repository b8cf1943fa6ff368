// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.mailmig.ControlRow;
import org.mailmig.Step;
import org.mailmig.error.StoppingException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.Parallel;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;
import org.mailmig.mailbox.internal.folders.FolderSelection;
import org.mailmig.mailbox.internal.folders.GmailArchive;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.match.TargetRollbackCheck;
import org.mailmig.mailbox.internal.message.MessageFilters;
import org.mailmig.mailbox.internal.message.Subjects;
import org.mailmig.mailbox.internal.message.WholeListing;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;
import org.mailmig.text.Plural;

/** The work of a pass in one folder, on one connection of each side at a time: scan, then copy. */
final class FolderCopyTask {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);
    /** Limit of consecutive errors without progress; after that, a transient error counts as the folder's own. */
    private static final int FAULTS_BORNE = 3;

    private final StepContext work;
    private final Step step;
    private final CopyPassResult pass;
    private final FolderCopyState folder;
    private final AtomicReference<RuntimeException> failed;
    /**
     * A connection was lost during the copy: flag changes of messages that both sides have are still to be applied, on other
     * connections.
     */
    private boolean changesLeft;

    FolderCopyTask(
            StepContext work,
            Step step,
            CopyPassResult pass,
            FolderCopyState folder,
            AtomicReference<RuntimeException> failed) {
        this.work = work;
        this.step = step;
        this.pass = pass;
        this.folder = folder;
        this.failed = failed;
    }

    FolderCopyState pass() {
        return folder;
    }

    long sourceMessages() {
        FolderStatus status = folder.pair().source().status();
        return status == null ? 0 : status.messages();
    }

    /** Ensures that the target folder exists, settles what an earlier run left in doubt, and finds what is missing. */
    void scan() {
        goOn();
        onBoth("reading", this::scan);
    }

    /** Copies what is missing and applies changed flags. */
    void copy() {
        goOn();
        if (hasWork()) {
            onBoth("copying", this::copy);
            followOnOthers();
        }
        dropTargetList();
    }

    private void dropTargetList() {
        work.session().dropped(folder.targetListed());
        folder.setTargetListed(List.of());
    }

    /** Does both on the same connections: nothing in this folder depends on what is found in others. */
    void scanAndCopy() {
        goOn();
        onBoth("copying", (source, target) -> {
            scan(source, target);
            if (!folder.isGivenUp() && hasWork()) {
                copy(source, target);
            }
        });
        followOnOthers();
        dropTargetList();
    }

    private void scan(ReadOnlyConnection source, ImapConnection target) throws IOException {
        if (!opens(source, target)) {
            return;
        }
        settleDoubts(source, target);
        if (TargetRollbackCheck.shows(folder)) {
            pass.rolledBack().set(true);
        }
        findWanted(source);
    }

    /** Handles a target that was rolled back: the ledger's pairings of this folder are void, and messages are matched by identity. */
    void forget() {
        goOn();
        onBoth("reading", (source, target) -> {
            source.examine(folder.pair().source().rawName());
            work.copies().forget(work.account(), folder.state().id());
            loadPairs();
            work.expect(-folder.missing().size());
            folder.setGoneAtTarget(UidSet.empty());
            work.ledger()
                    .copyBases()
                    .lower(work.account(), folder.state().id(), uidNextOf(folder.target(), folder.targetListed()));
            folder.setUnsettled(true);
            findWanted(source);
        });
    }

    private void copy(ReadOnlyConnection source, ImapConnection target) throws IOException {
        select(source, target);
        if (!folder.missing().isEmpty()) {
            try (MessageCopier relay =
                    new MessageCopier(work, step, pass.cloning(), folder, source, target, this::goOn)) {
                relay.copy(folder.missing());
            }
        }
        if (source.isOpen() && target.isOpen()) {
            follow(source, target);
        } else {
            changesLeft = true;
        }
    }

    /** Applies the changes after both connections were released: the remaining one may be the only one that its server admits. */
    private void followOnOthers() {
        if (!changesLeft) {
            return;
        }
        changesLeft = false;
        onBoth("copying", (source, target) -> {
            select(source, target);
            follow(source, target);
        });
    }

    /** Applies what has changed in messages that both sides have. */
    private void follow(ReadOnlyConnection source, ImapConnection target) throws IOException {
        if (carriesFlags()) {
            new FlagSync(work, folder).carry(target);
        }
        Removals removals = new Removals(work, folder);
        if (removals.areLikely()) {
            removals.run(source, target);
        }
    }

    private boolean hasWork() {
        return !folder.missing().isEmpty() || carriesFlags() || new Removals(work, folder).areLikely();
    }

    private boolean carriesFlags() {
        return step == Step.COPY
                && !folder.pairs().isEmpty()
                && !folder.targetListed().isEmpty();
    }

    private void goOn() {
        if (failed.get() != null) {
            throw new StoppingException("another folder failed");
        }
        work.checkNotStopping();
    }

    /**
     * Returns false if only this folder cannot be read at the source, or created or opened in the target: it is given up, and the
     * others are copied. An error that may concern the whole account, or may be transient, is thrown, but only a limited number of
     * times.
     */
    private boolean opens(ReadOnlyConnection source, ImapConnection target) throws IOException {
        try {
            open(source, target);
            return true;
        } catch (CommandRefusedException | ProtocolException e) {
            boolean lasts = e instanceof CommandRefusedException refused && !refused.passing() && !isOfAccount(refused);
            boolean mayPass = work.account().getResult().faults < FAULTS_BORNE && !lasts;
            if (mayPass || e instanceof CommandRefusedException refused && isOfAccount(refused)) {
                throw e;
            }
            if (isGone(source, target)) {
                throw new IOException("the folder is gone since it was listed: " + e.getMessage(), e);
            }
            folder.giveUp(
                    work,
                    e.getMessage() + " (" + Plural.of(sourceMessages(), "message", "messages")
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
        source.tellModSeqs(pass.cloning() && work.session().identifiers().writes());
        List<MessageInfo> listed = new ArrayList<>();
        List<MessageInfo> there = new ArrayList<>();
        SelectedFolder here =
                Parallel.both(() -> source.examine(raw, all(folder.pair().source()), kept(listed)), () -> {
                    folder.setTarget(openTarget(target, there));
                    return null;
                });
        folder.setSourceStatus(here.status());
        WholeListing all = WholeListing.of(source, here, listed, this::kept);
        WholeListing allThere = WholeListing.of(target, folder.target(), there, this::kept);
        folder.setListed(all.facts());
        folder.setTargetListed(allThere.facts());
        folder.setTargetBefore(MessageInfo.uids(folder.targetListed()).plus(allThere.unlisted()));
        folder.lives()
                .opened(
                        folder.pair(),
                        folder.sourceStatus().uidValidity(),
                        folder.target().status().uidValidity());
        sayWhatIsUnsure(all, allThere);
        folder.setMessages(folder.listed().size());
        folder.setState(work.copies()
                .begin(
                        work.account(),
                        raw,
                        folder.sourceStatus().uidValidity(),
                        here.mailboxId(),
                        folder.pair().targetRaw(),
                        folder.target().status().uidValidity(),
                        uidNextOf(folder.target(), folder.targetListed())));
    }

    /** Returns UIDNEXT; if the server does not report it, the UID after the last listed message. */
    private static long uidNextOf(SelectedFolder target, List<MessageInfo> listed) {
        long last = listed.isEmpty() ? 0 : listed.get(listed.size() - 1).uid();
        return Math.max(target.status().uidNext(), last + 1);
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
        work.warn("folder " + folder.pair() + ": the target refused to subscribe its owner to it: " + why);
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
        return folder.status() == null || folder.status().messages() == 0 ? UidSet.empty() : ALL;
    }

    private void sayWhatIsUnsure(WholeListing all, WholeListing there) {
        if (all.missing() > 0) {
            folder.setUnlisted(all.missing());
            folder.setUnlistedUids(all.unlisted());
            String text =
                    Plural.of(all.missing(), "message", "messages") + " of the source cannot be listed: " + all.words();
            folder.differences().add(text);
            work.warn("folder " + folder.pair() + ": " + text);
        }
        if (there.missing() > 0) {
            work.warn("folder " + folder.pair() + ": " + Plural.of(there.missing(), "message", "messages")
                    + " of the target cannot be listed: " + there.words());
        }
        sayIfUidsMeanNothing(work.session().source(), folder.sourceStatus());
        sayIfUidsMeanNothing(work.session().target(), folder.target().status());
    }

    private void sayIfUidsMeanNothing(MailboxConnections<?> side, FolderStatus status) {
        if (status.uidValidity() == 0) {
            work.warn("folder " + folder.pair() + ": " + side.who() + " gives it no UIDVALIDITY (RFC 9051, 2.3.1.1):"
                    + " a later run cannot know whether its UIDs still mean the same messages");
        }
    }

    /**
     * Selects both folders. The connections may come from other folders' tasks, and UIDs mean nothing in another folder or after a
     * change of UIDVALIDITY.
     */
    private void select(ReadOnlyConnection source, ImapConnection target) throws IOException {
        String from = folder.pair().source().rawName();
        SelectedFolder here = source.selected();
        if (here == null || !here.rawName().equals(from)) {
            here = source.examine(from);
        }
        SelectedFolder there = target.selected();
        if (there == null
                || there.readOnly()
                || !there.rawName().equals(folder.pair().targetRaw())) {
            there = target.select(folder.pair().targetRaw());
        }
        if (here.status().uidValidity() != folder.sourceStatus().uidValidity()
                || there.status().uidValidity() != folder.target().status().uidValidity()) {
            throw new IOException("the folder was made anew meanwhile (UIDVALIDITY changed)");
        }
    }

    private void settleDoubts(ReadOnlyConnection source, ImapConnection target) throws IOException {
        List<PendingAppend> doubts = work.copies().doubts(folder.state().id());
        for (PendingAppend doubt : doubts) {
            folder.setDoubted(true);
            if (!doubt.looked()) {
                new InDoubtAppends(work, folder).lookFor(doubt, source, target);
            }
        }
        LateAppends late = new LateAppends(work, folder);
        if (doubts.stream().anyMatch(PendingAppend::looked)) {
            late.lookAgain(source, target);
        }
        UidSet removed = new GapFillers(work, folder).remove(target).plus(late.doubles());
        folder.setTargetListed(folder.targetListed().stream()
                .filter(message -> !removed.contains(message.uid()))
                .toList());
        folder.setTargetBefore(folder.targetBefore().minus(removed));
        loadPairs();
    }

    private void loadPairs() {
        folder.setPairs(UidMapping.load(
                work.copies(),
                withState(),
                folder.pair().source().rawName(),
                folder.sourceStatus().uidValidity()));
    }

    /** Returns what was known of the source folder before the pass, and this pair's own state if it is new. */
    private List<FolderState> withState() {
        List<FolderState> known = pass.knownOf(folder.pair());
        if (known.stream().anyMatch(state -> state.id() == folder.state().id())) {
            return known;
        }
        List<FolderState> all = new ArrayList<>(known);
        all.add(folder.state());
        return all;
    }

    private void findWanted(ReadOnlyConnection source) throws IOException {
        findMissing();
        leaveOutWhatStandsElsewhere(source);
        leaveOutListedSubjects(source);
        folder.setMissing(new ArrivalDates(work, folder).dated(folder.missing(), source));
        work.expect(folder.missing().size());
    }

    private void findMissing() {
        ControlRow row = work.account().getRow();
        UidSet there = folder.targetBefore();
        boolean restore = work.settings().flag("mailmig.merge.restore-missing");
        List<MessageInfo> missing = new ArrayList<>();
        List<Long> outside = new ArrayList<>();
        List<Long> ofOtherSize = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        UidSet forgotten = forgotten();
        for (MessageInfo message : folder.listed()) {
            if (isPaired(message.uid(), there, forgotten, restore, gone)) {
                continue;
            }
            if (!MessageFilters.isInSpan(row, message)) {
                outside.add(message.uid());
            } else if (!MessageFilters.isOfSize(row, message)) {
                ofOtherSize.add(message.uid());
            } else {
                missing.add(message);
            }
        }
        folder.setMissing(missing);
        outside.addAll(ofOtherSize);
        folder.setSkipped(UidSet.of(outside));
        folder.setGoneAtTarget(UidSet.of(gone));
        if (!folder.unsettled()) {
            noteSkipped(outside.size() - ofOtherSize.size(), "outside the span of dates");
            noteSkipped(ofOtherSize.size(), "smaller or larger than asked for");
        }
        if (pass.cloning() && step == Step.COPY && !folder.unsettled()) {
            folder.setUnsettled(new ForeignMessages(work, folder).look(there, pass.knownIn(folder.pair())));
        }
    }

    private void leaveOutWhatStandsElsewhere(ReadOnlyConnection source) throws IOException {
        if (folder.missing().isEmpty()
                || !new FolderSelection(work.account().getRow())
                        .isArchive(folder.pair().source())) {
            return;
        }
        String name = folder.pair().source().name();
        UidSet elsewhere = new GmailArchive(source.list()).elsewhere(source, MessageInfo.uids(folder.missing()));
        leaveOut(elsewhere);
        folder.setLeftOut(elsewhere);
        if (!GmailArchive.isTold(source)) {
            work.warn("folder " + name + ": " + Plural.of(elsewhere.size(), "message is", "messages are")
                    + " not copied, since the source does not tell which of them stand in no other folder;"
                    + " folder_include copies them all");
        } else if (step == Step.COPY && !folder.unsettled() && !elsewhere.isEmpty()) {
            work.note(
                    EventKind.LEFT_OUT,
                    "folder " + name + ": " + Plural.of(elsewhere.size(), "message stands", "messages stand")
                            + " in other folders, and is copied with these");
        }
    }

    private void leaveOut(UidSet uids) {
        folder.setMissing(folder.missing().stream()
                .filter(message -> !uids.contains(message.uid()))
                .toList());
    }

    private void leaveOutListedSubjects(ReadOnlyConnection source) throws IOException {
        ControlRow row = work.account().getRow();
        if (row.subjects().isEmpty() || folder.missing().isEmpty()) {
            return;
        }
        List<Long> listed = new ArrayList<>();
        source.fetchHeader(MessageInfo.uids(folder.missing()), List.of("SUBJECT"), (uid, octets) -> {
            if (MessageFilters.isListed(row, Subjects.of(octets))) {
                listed.add(uid);
            }
        });
        leaveOut(UidSet.of(listed));
        folder.setSkipped(folder.skipped().plus(UidSet.of(listed)));
        if (!folder.unsettled()) {
            noteSkipped(listed.size(), "their subjects are in the list of subjects");
        }
    }

    /** Returns paired messages that no verify has ever seen in this target folder: the target lost them, the owner did not remove them. */
    private UidSet forgotten() {
        return UidSet.of(folder.findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING
                        && finding.folder() == folder.state().id())
                .map(Finding::sourceUid)
                .toList());
    }

    /**
     * Returns whether the message is paired and one of these holds: it still exists, its owner removed it (which is respected), or it
     * is in another existing folder.
     */
    private boolean isPaired(long uid, UidSet there, UidSet forgotten, boolean restore, List<Long> gone) {
        UidMapping.Placed placed = folder.pairs().find(uid);
        if (placed == null) {
            return false;
        }
        boolean again = restore || pass.cloning();
        if (placed.state().id() != folder.state().id()) {
            if (!folder.lives().isTargetGone(placed.state())) {
                return true;
            }
            return !again && gone.add(uid);
        }
        long target = placed.run().target() + (uid - placed.run().source());
        if (there.contains(target)) {
            return true;
        }
        if (forgotten.contains(uid)) {
            return false;
        }
        return !restore && gone.add(uid);
    }

    /** Lists the folder after a server refused it; not all servers send NONEXISTENT (RFC 5530). */
    private boolean isGone(ReadOnlyConnection source, ImapConnection target) throws IOException {
        boolean here = work.session().source().listWith(source).stream()
                .anyMatch(one -> one.rawName().equals(folder.pair().source().rawName()));
        boolean there = folder.pair().target() == null
                || work.session().target().listWith(target).stream()
                        .anyMatch(one -> one.rawName().equals(folder.pair().targetRaw()));
        return !here || !there;
    }

    private void noteSkipped(long messages, String why) {
        if (messages > 0 && step == Step.COPY) {
            work.warn("folder " + folder.pair() + ": " + Plural.of(messages, "message", "messages") + " left out, "
                    + why);
        }
    }

    private void onBoth(String doing, BothSides both) {
        String what = "account " + work.account().getAccount() + ", " + doing + " folder " + folder.pair();
        WireErrors.on(what, () -> {
            ReadOnlyConnection source = work.session().source().lend();
            try {
                ImapConnection target = work.session().target().lend();
                try {
                    both.on(source, target);
                } catch (CommandRefusedException e) {
                    if (isGone(source, target)) {
                        throw new IOException("the folder is gone since it was listed: " + e.getMessage(), e);
                    }
                    throw e;
                } finally {
                    work.session().target().giveBack(target);
                }
            } finally {
                work.session().source().giveBack(source);
            }
            return null;
        });
    }

    /** Work that needs a connection to each side. */
    @FunctionalInterface
    private interface BothSides {
        void on(ReadOnlyConnection source, ImapConnection target) throws IOException;
    }
}
