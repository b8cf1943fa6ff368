// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.mailbox.internal.fidelity.AlterationScanner;
import org.mailmig.mailbox.internal.folders.FolderPair;

/** What one pass listed and did in one folder. Filled by one thread at a time, then passed to verify. */
public final class FolderCopyState {
    /**
     * A message sent with bytes that some servers alter.
     *
     * @param kinds as {@link AlterationScanner} returns them
     * @param print SHA-256 of what was sent; {@code null} if the message was never in memory as a whole
     */
    public record AtRisk(int kinds, String print) {}

    /** A message that this pass wrote: its source data, its target UID, the flags it should have in the target, its size in bytes. */
    public record Written(MessageInfo source, long targetUid, Flags flags, long size) {}

    final FolderPair pair;
    final FolderGenerations lives;
    /** The ledger's row of exactly these two folders; {@code null} until opened. */
    FolderState state;

    /** Both sides are as the last finished pass left them; nothing was listed. */
    boolean untouched;

    /** {@link #untouched}, and the target's counters were still the same during verify. */
    boolean isAsLeft;
    /** The source's counters when the pass listed it. UIDNEXT is only a hint: a listed message with a higher UID is copied as well. */
    FolderStatus sourceStatus;

    SelectedFolder target;
    UidMapping pairs;
    /** Messages of the source, ascending by UID. */
    List<MessageInfo> listed = List.of();
    /** Messages of the target at the start of the pass, ascending by UID; filled only if it may contain any. */
    List<MessageInfo> targetListed = List.of();
    /** Source messages that have no counterpart. */
    List<MessageInfo> missing = List.of();

    /** Flags that the target refuses or does not keep, case-insensitive. */
    final Set<String> unheld = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** Number of messages that this pass left without some of {@link #unheld}. */
    long lackingFlags;
    /** Target UIDs of messages whose date the target refused. */
    final List<Long> refusedDates = new ArrayList<>();

    final List<Written> written = new ArrayList<>();
    /** Source UIDs that no longer existed when their text was fetched. */
    UidSet vanished = UidSet.empty();

    /** Messages that the source lists but cannot send: its response text by source UID. */
    final Map<Long, String> unreadable = new HashMap<>();

    /** Source UIDs that a filter excludes, and those of messages without any text. */
    UidSet skipped = UidSet.empty();

    /** Source UIDs of messages that are copied with other folders. */
    UidSet leftOut = UidSet.empty();

    /** Source UIDs of messages that the target refused or the source could not send. */
    UidSet failed = UidSet.empty();

    /** Source UIDs of paired messages that the target's owner has removed. */
    UidSet goneAtTarget = UidSet.empty();

    /** Number of messages that the source counts but does not list; below, the known UIDs of such messages. */
    long unlisted;

    UidSet unlistedUids = UidSet.empty();

    /** Source UIDs of messages of which the source sent fewer bytes than it announces. */
    UidSet shorter = UidSet.empty();

    /** Target UIDs at the start of the pass. */
    UidSet targetBefore = UidSet.empty();

    /** What earlier verifies found and what is not settled. */
    List<Finding> findings = List.of();
    /** What this verify found, or found again. */
    final List<Finding> found = new ArrayList<>();

    /** Why the folder as a whole could not be copied; {@code null} if it could. */
    private String givenUp;

    /** Target UIDs of paired messages that no longer exist at the source and are kept in the target. */
    UidSet goneAtSource = UidSet.empty();

    /** An APPEND is or was in doubt here: the end of the pass looks for messages that were stored late. */
    boolean doubted;
    /**
     * The target contains messages that no pairing of the folder's present UIDVALIDITY names, though the ledger may know them: they are
     * matched by identity.
     */
    boolean unsettled;

    /** The ledger knows a target folder of this name with another UIDVALIDITY. */
    boolean isTargetRenumbered;
    /** Messages sent with bytes that some servers alter, by source UID. */
    final Map<Long, AtRisk> atRisk = new HashMap<>();

    /** Messages that the target, as it always does, stores in another form than they were sent: target UIDs by reason. */
    final Map<String, UidSet> altered = new TreeMap<>();

    final List<String> differences = new ArrayList<>();
    /** Source UIDs that one of the differences names. */
    private final Set<Long> named = new HashSet<>();

    long messages;
    long verified;

    public FolderCopyState(FolderPair pair, FolderGenerations lives) {
        this.pair = pair;
        this.lives = lives;
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

    /** Adds a difference of one message and returns its text. */
    public String differs(long sourceUid, String how) {
        named.add(sourceUid);
        String text = "UID " + sourceUid + " " + how;
        differences.add(text);
        return text;
    }

    /** Returns whether a difference already names this message. */
    public boolean isNamed(long sourceUid) {
        return named.contains(sourceUid);
    }

    /** Returns the source UIDs of messages with unsettled findings of these kinds from earlier verifies. */
    public UidSet found(Finding.Kind... kinds) {
        List<Finding.Kind> wanted = List.of(kinds);
        return findings.isEmpty()
                ? UidSet.empty()
                : UidSet.of(findings.stream()
                        .filter(finding -> wanted.contains(finding.kind()))
                        .map(Finding::sourceUid)
                        .toList());
    }

    public boolean isGivenUp() {
        return givenUp != null;
    }

    /** Returns the source UIDs that this pass does not expect in the target. */
    public UidSet notCopied() {
        return vanished.plus(skipped).plus(leftOut);
    }

    public long countGoneAtTarget() {
        return untouched ? state.goneAtTarget() : goneAtTarget.size();
    }

    public FolderGenerations lives() {
        return lives;
    }

    public FolderPair pair() {
        return pair;
    }

    public FolderState state() {
        return state;
    }

    public FolderStatus sourceStatus() {
        return sourceStatus;
    }

    public List<Finding> findings() {
        return findings;
    }

    public List<Finding> found() {
        return found;
    }

    public List<Long> refusedDates() {
        return refusedDates;
    }

    public List<MessageInfo> listed() {
        return listed;
    }

    public List<MessageInfo> missing() {
        return missing;
    }

    public List<MessageInfo> targetListed() {
        return targetListed;
    }

    public List<String> differences() {
        return differences;
    }

    public List<Written> written() {
        return written;
    }

    public Map<Long, AtRisk> atRisk() {
        return atRisk;
    }

    public Map<Long, String> unreadable() {
        return unreadable;
    }

    public Map<String, UidSet> altered() {
        return altered;
    }

    public SelectedFolder target() {
        return target;
    }

    public Set<String> unheld() {
        return unheld;
    }

    public UidMapping pairs() {
        return pairs;
    }

    public UidSet failed() {
        return failed;
    }

    public UidSet goneAtSource() {
        return goneAtSource;
    }

    public UidSet goneAtTarget() {
        return goneAtTarget;
    }

    public UidSet leftOut() {
        return leftOut;
    }

    public UidSet shorter() {
        return shorter;
    }

    public UidSet skipped() {
        return skipped;
    }

    public UidSet targetBefore() {
        return targetBefore;
    }

    public UidSet unlistedUids() {
        return unlistedUids;
    }

    public UidSet vanished() {
        return vanished;
    }

    public boolean doubted() {
        return doubted;
    }

    public boolean isAsLeft() {
        return isAsLeft;
    }

    public boolean isTargetRenumbered() {
        return isTargetRenumbered;
    }

    public boolean unsettled() {
        return unsettled;
    }

    public boolean untouched() {
        return untouched;
    }

    public long lackingFlags() {
        return lackingFlags;
    }

    public long messages() {
        return messages;
    }

    public long unlisted() {
        return unlisted;
    }

    public long verified() {
        return verified;
    }

    public void setAsLeft(boolean isAsLeft) {
        this.isAsLeft = isAsLeft;
    }

    public void setDoubted(boolean doubted) {
        this.doubted = doubted;
    }

    public void setFailed(UidSet failed) {
        this.failed = failed;
    }

    public void setFindings(List<Finding> findings) {
        this.findings = findings;
    }

    public void setGoneAtSource(UidSet goneAtSource) {
        this.goneAtSource = goneAtSource;
    }

    public void setGoneAtTarget(UidSet goneAtTarget) {
        this.goneAtTarget = goneAtTarget;
    }

    public void setLackingFlags(long lackingFlags) {
        this.lackingFlags = lackingFlags;
    }

    public void setLeftOut(UidSet leftOut) {
        this.leftOut = leftOut;
    }

    public void setListed(List<MessageInfo> listed) {
        this.listed = listed;
    }

    public void setMessages(long messages) {
        this.messages = messages;
    }

    public void setMissing(List<MessageInfo> missing) {
        this.missing = missing;
    }

    public void setPairs(UidMapping pairs) {
        this.pairs = pairs;
    }

    public void setShorter(UidSet shorter) {
        this.shorter = shorter;
    }

    public void setSkipped(UidSet skipped) {
        this.skipped = skipped;
    }

    public void setSourceStatus(FolderStatus sourceStatus) {
        this.sourceStatus = sourceStatus;
    }

    public void setState(FolderState state) {
        this.state = state;
    }

    public void setTarget(SelectedFolder target) {
        this.target = target;
    }

    public void setTargetBefore(UidSet targetBefore) {
        this.targetBefore = targetBefore;
    }

    public void setTargetListed(List<MessageInfo> targetListed) {
        this.targetListed = targetListed;
    }

    public void setTargetRenumbered(boolean isTargetRenumbered) {
        this.isTargetRenumbered = isTargetRenumbered;
    }

    public void setUnlisted(long unlisted) {
        this.unlisted = unlisted;
    }

    public void setUnlistedUids(UidSet unlistedUids) {
        this.unlistedUids = unlistedUids;
    }

    public void setUnsettled(boolean unsettled) {
        this.unsettled = unsettled;
    }

    public void setUntouched(boolean untouched) {
        this.untouched = untouched;
    }

    public void setVanished(UidSet vanished) {
        this.vanished = vanished;
    }

    public void setVerified(long verified) {
        this.verified = verified;
    }
}
