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

/** What one pass listed and did in one folder. Filled by one thread at a time; handed to verify. */
public final class FolderCopyState {
    /** @param kinds as {@link AlterationScanner} says @param print SHA-256 of what was sent; {@code null} where it was never held whole */
    public record AtRisk(int kinds, String print) {}

    /** A message that this pass wrote: as the source has it, where it landed, the flags that it should have there, its octets. */
    public record Written(MessageInfo source, long targetUid, Flags flags, long size) {}

    final FolderPair pair;
    final FolderGenerations lives;
    /** The ledger's row of exactly these two folders; {@code null} until opened. */
    FolderState state;

    /** Both sides are as the last finished pass left them: nothing was listed. */
    boolean untouched;

    /** Untouched, and when verify looked the counters of the target were still the same. */
    boolean isAsLeft;
    /** Source counters when the pass listed it. Its UIDNEXT is a hint: a message listed in spite of it is copied. */
    FolderStatus sourceStatus;

    SelectedFolder target;
    UidMapping pairs;
    /** Messages of the source, ascending by UID. */
    List<MessageInfo> listed = List.of();
    /** Messages of the target when the pass began, ascending by UID; only where it may hold any. */
    List<MessageInfo> targetListed = List.of();
    /** Source messages that have no counterpart. */
    List<MessageInfo> missing = List.of();

    /** Flags that the target refuses or does not keep, in any case of letters. */
    final Set<String> unheld = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** Messages that this pass left without some of {@link #unheld}. */
    long lackingFlags;
    /** Target UIDs of messages whose date the target refused. */
    final List<Long> refusedDates = new ArrayList<>();

    final List<Written> written = new ArrayList<>();
    /** Source UIDs that were gone when their text was asked for. */
    UidSet vanished = UidSet.empty();

    /** Source messages that the source lists and cannot send: its words by UID. */
    final Map<Long, String> unreadable = new HashMap<>();

    /** Source UIDs that a filter leaves out, and those of messages without any text. */
    UidSet skipped = UidSet.empty();

    /** Source UIDs of messages that are copied with other folders. */
    UidSet leftOut = UidSet.empty();

    /** Source UIDs of messages that the target refused or the source could not send. */
    UidSet failed = UidSet.empty();

    /** Source UIDs of paired messages that the target's owner has removed. */
    UidSet goneAtTarget = UidSet.empty();

    /** Messages that the source counts and does not list, and those of them whose UIDs are known. */
    long unlisted;

    UidSet unlistedUids = UidSet.empty();

    /** Source UIDs of messages of which the source sent fewer bytes than it announces. */
    UidSet shorter = UidSet.empty();

    /** Target UIDs when the pass began. */
    UidSet targetBefore = UidSet.empty();

    /** What earlier verifies found and what was not settled. */
    List<Finding> findings = List.of();
    /** What this one found, or found again. */
    final List<Finding> found = new ArrayList<>();

    /** Why the folder as a whole could not be copied; {@code null} where nothing of the kind happened. */
    private String givenUp;

    /** Target UIDs of paired messages that the source no longer has and that stay. */
    UidSet goneAtSource = UidSet.empty();

    /** An APPEND here is or was in doubt: what landed late is looked for at the end. */
    boolean doubted;
    /** The target holds what no pairing of this folder's present life names, though the ledger may know it: identity decides. */
    boolean unsettled;

    /** The ledger knows a folder of this name in the target that had another UIDVALIDITY. */
    boolean isTargetRenumbered;
    /** Messages sent with octets that some servers alter, by source UID. */
    final Map<Long, AtRisk> atRisk = new HashMap<>();

    /** Messages that the target stores otherwise than they were sent, as it always does: target UIDs by reason. */
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
     * The whole folder could not be copied: what it holds and was not copied counts as failed, the reason is a difference, the
     * account becomes PARTIAL and keeps its forwarder. The other folders go on.
     */
    public void giveUp(StepContext work, String why) {
        if (givenUp == null) {
            givenUp = why;
            differences.add("the folder could not be copied: " + why);
            work.warn("folder " + pair + " could not be copied: " + why);
        }
    }

    /** Adds a difference of one message. Returns its text. */
    public String differs(long sourceUid, String how) {
        named.add(sourceUid);
        String text = "UID " + sourceUid + " " + how;
        differences.add(text);
        return text;
    }

    /** Does a difference name this message already? */
    public boolean isNamed(long sourceUid) {
        return named.contains(sourceUid);
    }

    /** Source UIDs of messages about which an earlier verify has found this and which is not settled. */
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

    /** Source UIDs that this pass has no reason to look for in the target. */
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
