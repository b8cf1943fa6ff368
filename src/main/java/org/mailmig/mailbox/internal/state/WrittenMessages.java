// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/** The messages that a pass wrote into one target folder, and what the target does not keep of them. One thread at a time. */
public final class WrittenMessages {
    /** A message that this pass wrote: its source data, its target UID, the flags it should have in the target, its size in bytes. */
    public record Written(MessageInfo source, long targetUid, Flags flags, long size) {}

    /**
     * A message sent with bytes that some servers alter.
     *
     * @param kinds as {@code AlterationScanner} returns them
     * @param print SHA-256 of what was sent; {@code null} if the message was never in memory as a whole
     */
    public record AtRisk(int kinds, String print) {}

    private final List<Written> messages = new ArrayList<>();
    private final Map<Long, AtRisk> atRisk = new HashMap<>();
    private UidSet shorter = UidSet.empty();
    private final List<Long> refusedDates = new ArrayList<>();
    private final Set<String> unheld = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private long lackingFlags;

    public List<Written> messages() {
        return messages;
    }

    /** Returns their source UIDs. */
    public UidSet sourceUids() {
        return UidSet.of(
                messages.stream().map(message -> message.source().uid()).toList());
    }

    public void add(Written message) {
        messages.add(message);
    }

    /** Replaces the target UIDs of messages. {@code targetUids} are the new ones by source UID. */
    public void move(Map<Long, Long> targetUids) {
        messages.replaceAll(one -> targetUids.containsKey(one.source().uid())
                ? new Written(one.source(), targetUids.get(one.source().uid()), one.flags(), one.size())
                : one);
    }

    /** Returns the messages sent with bytes that some servers alter, by source UID. */
    public Map<Long, AtRisk> atRisk() {
        return atRisk;
    }

    public void putAtRisk(long sourceUid, AtRisk risk) {
        atRisk.put(sourceUid, risk);
    }

    /** Returns the source UIDs of messages of which the source sent fewer bytes than it announces. */
    public UidSet shorter() {
        return shorter;
    }

    public void sentShorter(long sourceUid) {
        shorter = shorter.plus(UidSet.range(sourceUid, sourceUid));
    }

    /** Returns the target UIDs of messages whose date the target refused. */
    public UidSet refusedDates() {
        return UidSet.of(refusedDates);
    }

    public void dateRefused(long targetUid) {
        refusedDates.add(targetUid);
    }

    /** Returns the flags that the target refuses or does not keep, case-insensitive. */
    public Set<String> unheld() {
        return unheld;
    }

    public void flagsNotKept(Collection<String> names) {
        unheld.addAll(names);
    }

    /** Returns the number of messages that this pass left without some of {@link #unheld}. */
    public long lackingFlags() {
        return lackingFlags;
    }

    /** Counts a message that lacks some of {@link #unheld}. */
    public void countLackingFlags() {
        lackingFlags++;
    }
}
