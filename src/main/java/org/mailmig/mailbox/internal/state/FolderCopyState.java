// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.folders.FolderPair;

/**
 * One folder in one pass, by phase: recalled from the ledger, opened on both sides, scanned for what is missing, copied, verified. Filled
 * by one thread at a time.
 */
public final class FolderCopyState {
    private final FolderPair pair;
    private final FolderGenerations lives;
    private final NotCopied notCopied = new NotCopied();
    private final WrittenMessages written = new WrittenMessages();
    private final FolderDifferences differences = new FolderDifferences();

    private boolean targetRenumbered;
    private boolean untouched;
    private FolderState state;
    private SourceListing source = SourceListing.NONE;
    private TargetListing target = TargetListing.NONE;
    private String givenUp;
    private UidMapping pairs;
    private List<MessageInfo> missing = List.of();
    private boolean doubted;
    private boolean unsettled;
    private UidSet goneAtSource = UidSet.empty();
    private boolean asLeft;
    private long verified;

    public FolderCopyState(FolderPair pair, FolderGenerations lives) {
        this.pair = pair;
        this.lives = lives;
    }

    public FolderPair pair() {
        return pair;
    }

    public FolderGenerations lives() {
        return lives;
    }

    /** Notes what the ledger knows: unsettled findings, and whether it knows a target folder of this name with another UIDVALIDITY. */
    public void recall(List<Finding> findings, boolean isTargetRenumbered) {
        differences.recall(findings);
        targetRenumbered = isTargetRenumbered;
    }

    public boolean isTargetRenumbered() {
        return targetRenumbered;
    }

    /** Notes that both sides are as the last finished pass left them: nothing is listed. {@code status} are the source's counters. */
    public void leaveUntouched(FolderState last, FolderStatus status) {
        untouched = true;
        state = last;
        source = SourceListing.counted(status);
        goneAtSource = UidSet.parse(last.goneAtSource());
    }

    public boolean untouched() {
        return untouched;
    }

    /** Notes what both sides showed when they were opened. */
    public void open(SourceListing here, TargetListing there) {
        source = here;
        target = there;
        lives.opened(
                pair, here.status().uidValidity(), there.selected().status().uidValidity());
    }

    /** Begins the pass in the ledger's row of exactly these two folders. */
    public void begin(FolderState row) {
        state = row;
    }

    /** Returns the ledger's row of exactly these two folders; {@code null} until opened. */
    public FolderState state() {
        return state;
    }

    public SourceListing source() {
        return source;
    }

    public TargetListing target() {
        return target;
    }

    /**
     * Gives up the whole folder. Messages in it that were not copied count as failed, the reason is a difference, and the account
     * becomes PARTIAL and keeps its forwarder. The other folders are still copied.
     */
    public void giveUp(StepContext work, String why) {
        if (givenUp == null) {
            givenUp = why;
            differences.add("the folder could not be copied: " + why);
            work.warn("folder " + pair + " could not be copied: " + why);
        }
    }

    /** Returns whether the folder as a whole could not be copied. */
    public boolean isGivenUp() {
        return givenUp != null;
    }

    /** Notes that messages of {@link #target} were removed before the copy. */
    public void removedFromTarget(UidSet removed) {
        target = target.without(removed);
    }

    /** Drops the messages of {@link #target} when they are no longer needed, and returns them. */
    public List<MessageInfo> dropTargetMessages() {
        List<MessageInfo> dropped = target.messages();
        target = target.withoutMessages();
        return dropped;
    }

    /** Takes over the pairings of the ledger. */
    public void load(UidMapping mapping) {
        pairs = mapping;
    }

    public UidMapping pairs() {
        return pairs;
    }

    /** Notes the source messages that have no counterpart: they are to be copied. */
    public void lack(List<MessageInfo> messages) {
        missing = messages;
    }

    /** Notes that these missing messages were found in the target. {@code mapping} contains their pairings. */
    public void match(UidSet sourceUids, UidMapping mapping) {
        missing = missing.stream()
                .filter(message -> !sourceUids.contains(message.uid()))
                .toList();
        pairs = mapping;
    }

    /** Returns the source messages that have no counterpart. */
    public List<MessageInfo> missing() {
        return missing;
    }

    /** Notes that an APPEND is or was in doubt here: the end of the pass looks for messages that were stored late. */
    public void doubt() {
        doubted = true;
    }

    public boolean doubted() {
        return doubted;
    }

    /**
     * Notes that the target contains messages that no pairing of the folder's present UIDVALIDITY names, though the ledger may know
     * them: they are matched by identity.
     */
    public void unsettle() {
        unsettled = true;
    }

    public boolean unsettled() {
        return unsettled;
    }

    /** Returns the messages that are not copied, by reason. */
    public NotCopied notCopied() {
        return notCopied;
    }

    public WrittenMessages written() {
        return written;
    }

    /** Notes target UIDs of paired messages that no longer exist at the source and are kept in the target. */
    public void keepGoneAtSource(UidSet targetUids) {
        goneAtSource = targetUids;
    }

    public UidSet goneAtSource() {
        return goneAtSource;
    }

    public long countGoneAtTarget() {
        return untouched ? state.goneAtTarget() : notCopied.goneAtTarget().size();
    }

    public FolderDifferences differences() {
        return differences;
    }

    /** Notes a finding of verify for later runs. */
    public void find(Finding.Kind kind, long sourceUid, long targetUid, String text) {
        differences.find(new Finding(state.id(), kind, sourceUid, targetUid, text));
    }

    /** Compares the target's counters, or {@code null}, with those after the last finished pass. */
    public void compare(FolderStatus now) {
        asLeft = untouched
                && now != null
                && now.uidValidity() == state.targetUidValidity()
                && now.uidNext() == state.targetUidNext()
                && now.messages() == state.targetMessages()
                && now.highestModSeq() == state.targetModSeq();
    }

    /** Returns whether the folder is {@link #untouched}, and the target's counters were still the same during verify. */
    public boolean isAsLeft() {
        return asLeft;
    }

    /** Counts all messages as verified: the folder is as left. */
    public void verifyAll() {
        verified = source.count() - countGoneAtTarget();
    }

    /** Counts as verified what is expected in the target, except messages that differ. */
    public void verifyAllBut(long differing) {
        verified = Math.max(
                0,
                source.count() - countGoneAtTarget() - notCopied.notExpected().size() - differing);
    }

    /** Counts messages that were taken as verified but are not. */
    public void unverify(long messages) {
        verified = Math.max(0, verified - messages);
    }

    public void unverifyAll() {
        verified = 0;
    }

    public long verified() {
        return verified;
    }
}
