// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.ControlRow;
import org.mailmig.Step;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;
import org.mailmig.mailbox.internal.folders.FolderSelection;
import org.mailmig.mailbox.internal.folders.GmailArchive;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.message.MessageFilters;
import org.mailmig.mailbox.internal.message.Subjects;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/**
 * Decides which messages of a folder are to be copied: those without a pairing, except what the control file's row excludes, what is
 * copied with another folder, and what the owner removed from the target.
 */
public final class MissingMessages {
    private final StepContext work;
    private final Step step;
    private final CopyPassResult pass;
    private final FolderCopyState folder;
    /** What is found so far. */
    private List<MessageInfo> missing = List.of();

    public MissingMessages(StepContext work, Step step, CopyPassResult pass, FolderCopyState folder) {
        this.work = work;
        this.step = step;
        this.pass = pass;
        this.folder = folder;
    }

    public void find(ReadOnlyConnection source) throws IOException {
        findMissing();
        leaveOutMessagesOfOtherFolders(source);
        leaveOutListedSubjects(source);
        folder.pairing().lack(new ArrivalDates(work, folder).dated(missing, source));
        missing = List.of();
        work.expect(folder.pairing().missing().size());
    }

    private void findMissing() {
        ControlRow row = work.account().getRow();
        PairedMessages paired = new PairedMessages(work, pass, folder);
        missing = new ArrayList<>();
        List<Long> outside = new ArrayList<>();
        List<Long> ofOtherSize = new ArrayList<>();
        for (MessageInfo message : folder.source().messages()) {
            if (paired.needsNoCopy(message.uid())) {
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
        outside.addAll(ofOtherSize);
        folder.notCopied().scan(UidSet.of(outside), paired.goneAtTarget());
        if (!folder.pairing().isUnsettled()) {
            noteSkipped(outside.size() - ofOtherSize.size(), "outside the range of dates");
            noteSkipped(ofOtherSize.size(), "outside the range of sizes");
        }
        if (pass.cloning()
                && step == Step.COPY
                && !folder.pairing().isUnsettled()
                && new ForeignMessages(work, folder).look(folder.target().before(), pass.knownIn(folder.pair()))) {
            folder.pairing().unsettle();
        }
    }

    private void leaveOutMessagesOfOtherFolders(ReadOnlyConnection source) throws IOException {
        if (missing.isEmpty()
                || !new FolderSelection(work.account().getRow())
                        .isArchive(folder.pair().source())) {
            return;
        }
        String name = folder.pair().source().name();
        UidSet elsewhere = new GmailArchive(source.list()).elsewhere(source, MessageInfo.uids(missing));
        leaveOut(elsewhere);
        folder.notCopied().leaveOut(elsewhere);
        if (!GmailArchive.reportsLabels(source)) {
            work.warn("folder " + name + ": " + Plural.of(elsewhere.size(), "message is", "messages are")
                    + " not copied because the source does not show which of them are in no other folder;"
                    + " folder_include copies them all");
        } else if (step == Step.COPY && !folder.pairing().isUnsettled() && !elsewhere.isEmpty()) {
            work.note(
                    EventKind.LEFT_OUT,
                    "folder " + name + ": " + Plural.of(elsewhere.size(), "message is", "messages are")
                            + " in other folders too, and copied with these");
        }
    }

    private void leaveOut(UidSet uids) {
        missing = missing.stream()
                .filter(message -> !uids.contains(message.uid()))
                .toList();
    }

    private void leaveOutListedSubjects(ReadOnlyConnection source) throws IOException {
        ControlRow row = work.account().getRow();
        if (row.subjects().isEmpty() || missing.isEmpty()) {
            return;
        }
        List<Long> listed = new ArrayList<>();
        source.fetchHeader(MessageInfo.uids(missing), List.of("SUBJECT"), (uid, octets) -> {
            if (MessageFilters.isListed(row, Subjects.of(octets))) {
                listed.add(uid);
            }
        });
        leaveOut(UidSet.of(listed));
        folder.notCopied().skip(UidSet.of(listed));
        if (!folder.pairing().isUnsettled()) {
            noteSkipped(listed.size(), "their subjects are in the list of subjects");
        }
    }

    private void noteSkipped(long messages, String why) {
        if (messages > 0 && step == Step.COPY) {
            work.warn("folder " + folder.pair() + ": " + Plural.of(messages, "message", "messages") + " left out, "
                    + why);
        }
    }
}
