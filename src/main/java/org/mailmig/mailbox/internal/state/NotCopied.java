// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.text.UidSet;

/** The messages of a source folder that are not copied, by reason: their source UIDs. One thread at a time. */
public final class NotCopied {
    private UidSet skipped = UidSet.empty();
    private UidSet leftOut = UidSet.empty();
    private UidSet failed = UidSet.empty();
    private UidSet vanished = UidSet.empty();
    private UidSet goneAtTarget = UidSet.empty();
    private long unlisted;
    private UidSet unlistedUids = UidSet.empty();
    private final Map<Long, String> unreadable = new HashMap<>();

    /** Returns the messages that a filter excludes, and those without any text. */
    public UidSet skipped() {
        return skipped;
    }

    /** Returns the messages that are copied with other folders. */
    public UidSet leftOut() {
        return leftOut;
    }

    /** Returns the messages that the target refused or the source could not send. */
    public UidSet failed() {
        return failed;
    }

    /** Returns the messages that no longer existed when their text was fetched. */
    public UidSet vanished() {
        return vanished;
    }

    /** Returns the paired messages that the target's owner has removed. */
    public UidSet goneAtTarget() {
        return goneAtTarget;
    }

    /** Returns the number of messages that the source counts but does not list. */
    public long unlisted() {
        return unlisted;
    }

    /** Returns the UIDs of {@link #unlisted} messages, as far as they are known. */
    public UidSet unlistedUids() {
        return unlistedUids;
    }

    /** Returns the messages that this pass does not expect in the target. */
    public UidSet notExpected() {
        return vanished.plus(skipped).plus(leftOut);
    }

    /** Notes at the beginning of the scan which messages a filter excludes and which the target's owner has removed. */
    public void scan(UidSet excluded, UidSet removedByOwner) {
        skipped = excluded;
        goneAtTarget = removedByOwner;
    }

    public void skip(UidSet uids) {
        skipped = skipped.plus(uids);
    }

    public void leaveOut(UidSet uids) {
        leftOut = uids;
    }

    public void fail(UidSet uids) {
        failed = failed.plus(uids);
    }

    public void vanish(UidSet uids) {
        vanished = vanished.plus(uids);
    }

    public void removedByOwner(UidSet uids) {
        goneAtTarget = goneAtTarget.plus(uids);
    }

    /** Takes back that the owner removed any messages: the target was rolled back. */
    public void restoreAll() {
        goneAtTarget = UidSet.empty();
    }

    /** Notes messages that the source counts but does not list. {@code uids} are those that are known. */
    public void unlist(long messages, UidSet uids) {
        unlisted = messages;
        unlistedUids = uids;
    }

    /** Notes further messages that the source counts but does not list. */
    public void unlistMore(long messages) {
        unlisted += messages;
    }

    /** Notes messages that the source lists after all, though they were not copied: those that seemed vanished have failed. */
    public void reappear(UidSet uids) {
        unlisted += uids.minus(vanished).size();
        failed = failed.plus(uids.and(vanished));
        vanished = vanished.minus(uids);
    }

    /** Notes the source's response text for a message that it lists but cannot send. */
    public void unreadable(long uid, String response) {
        unreadable.put(uid, response);
    }

    /** Returns the source's response text, or {@code null}. */
    public String whyUnreadable(long uid) {
        return unreadable.get(uid);
    }
}
