// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailmig.imap.Flags;
import org.mailmig.imap.FolderStatus;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.SelectedFolder;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Finding;
import org.mailmig.ledger.FolderState;

/** What one pass listed and did in one folder. Filled by one thread at a time; handed to verify. */
final class FolderPass {
    /** @param kinds as {@link Telltale} says @param print SHA-256 of what was sent; {@code null} where it was never held whole */
    record AtRisk(int kinds, String print) {}

    /** A message that this pass wrote: as the source has it, where it landed, the flags that it should have there, its octets. */
    record Written(MessageFacts source, long targetUid, Flags flags, long size) {}

    final FolderPair pair;
    final Lives lives;
    /** The ledger's row of exactly these two folders; {@code null} until opened. */
    FolderState state;

    /** Both sides are as the last finished pass left them: nothing was listed. */
    boolean untouched;

    /** Untouched, and when verify looked the counters of the target were still the same. */
    boolean isAsLeft;
    /** Source counters when the pass listed it. Its UIDNEXT is a hint: a message listed in spite of it is copied. */
    FolderStatus sourceStatus;

    SelectedFolder target;
    Pairs pairs;
    /** Messages of the source, ascending by UID. */
    List<MessageFacts> listed = List.of();
    /** Messages of the target when the pass began, ascending by UID; only where it may hold any. */
    List<MessageFacts> targetListed = List.of();
    /** Source messages that have no counterpart. */
    List<MessageFacts> missing = List.of();

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

    FolderPass(FolderPair pair, Lives lives) {
        this.pair = pair;
        this.lives = lives;
    }

    /**
     * The whole folder could not be copied: what it holds and was not copied counts as failed, the reason is a difference, the
     * account becomes PARTIAL and keeps its forwarder. The other folders go on.
     */
    void giveUp(Work work, String why) {
        if (givenUp == null) {
            givenUp = why;
            differences.add("the folder could not be copied: " + why);
            work.warn("folder " + pair + " could not be copied: " + why);
        }
    }

    /** Adds a difference of one message. Returns its text. */
    String differs(long sourceUid, String how) {
        named.add(sourceUid);
        String text = "UID " + sourceUid + " " + how;
        differences.add(text);
        return text;
    }

    /** Does a difference name this message already? */
    boolean isNamed(long sourceUid) {
        return named.contains(sourceUid);
    }

    /** Source UIDs of messages about which an earlier verify has found this and which is not settled. */
    UidSet found(Finding.Kind... kinds) {
        List<Finding.Kind> wanted = List.of(kinds);
        return findings.isEmpty()
                ? UidSet.empty()
                : UidSet.of(findings.stream()
                        .filter(finding -> wanted.contains(finding.kind()))
                        .map(Finding::sourceUid)
                        .toList());
    }

    boolean isGivenUp() {
        return givenUp != null;
    }

    /** Source UIDs that this pass has no reason to look for in the target. */
    UidSet notCopied() {
        return vanished.plus(skipped).plus(leftOut);
    }

    long countGoneAtTarget() {
        return untouched ? state.goneAtTarget() : goneAtTarget.size();
    }
}
