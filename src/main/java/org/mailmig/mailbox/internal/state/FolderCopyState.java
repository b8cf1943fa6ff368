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
    private final FolderDifferences differences;
    private final boolean targetRenumbered;
    private final FolderPairing pairing = new FolderPairing();
    private final FolderVerification verification;

    private boolean untouched;
    private FolderState state;
    private SourceListing source = SourceListing.NONE;
    private TargetListing target = TargetListing.NONE;
    private String givenUp;

    /**
     * @param findings what earlier verifies found and what is not settled, from the ledger
     * @param targetRenumbered whether the ledger knows a target folder of this name with another UIDVALIDITY
     */
    public FolderCopyState(FolderPair pair, FolderGenerations lives, List<Finding> findings, boolean targetRenumbered) {
        this.pair = pair;
        this.lives = lives;
        this.differences = new FolderDifferences(findings);
        this.targetRenumbered = targetRenumbered;
        this.verification = new FolderVerification(differences);
    }

    public FolderPair pair() {
        return pair;
    }

    public FolderGenerations lives() {
        return lives;
    }

    /** Returns whether the ledger knows a target folder of this name with another UIDVALIDITY. */
    public boolean isTargetRenumbered() {
        return targetRenumbered;
    }

    /** Notes that both sides are as the last finished pass left them: nothing is listed. {@code status} are the source's counters. */
    public void leaveUntouched(FolderState last, FolderStatus status) {
        untouched = true;
        state = last;
        source = SourceListing.counted(status);
        pairing.keepGoneAtSource(UidSet.parse(last.goneAtSource()));
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

    /** Returns which messages are in the target and which are missing there. */
    public FolderPairing pairing() {
        return pairing;
    }

    /** Returns the messages that are not copied, by reason. */
    public NotCopied notCopied() {
        return notCopied;
    }

    public WrittenMessages written() {
        return written;
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

    /** Returns how many messages of the source are expected in the target, except those that are {@link #notCopied}. */
    public long expected() {
        return source.count() - countGoneAtTarget();
    }

    public FolderVerification verification() {
        return verification;
    }
}
