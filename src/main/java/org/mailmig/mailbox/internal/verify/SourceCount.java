// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.Set;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.text.Plural;

/** Compares what the source counts with what was copied or reported. */
final class SourceCount {
    private final StepContext work;
    private final FolderCopyState folder;
    private final UidMapping pairs;

    /** @param pairs the ledger's pairings of the source folder */
    SourceCount(StepContext work, FolderCopyState folder, UidMapping pairs) {
        this.work = work;
        this.folder = folder;
        this.pairs = pairs;
    }

    /** @param count {@code null} if the source does not open the folder */
    void check(FolderCount count) {
        String raw = folder.pair().source().rawName();
        if (count == null) {
            UnverifiedMessages.whole(folder, "the source no longer opens the folder");
            return;
        }
        if (count.uidValidity() != folder.sourceStatus().uidValidity()) {
            UnverifiedMessages.whole(
                    folder,
                    "UIDVALIDITY of the source is " + count.uidValidity() + " and was "
                            + folder.sourceStatus().uidValidity()
                            + " when the folder was listed: its UIDs are no longer valid");
            return;
        }
        if (!isComplete(count)) {
            // A message may have come or gone between the two responses: use what a second look shows.
            count = FinalCheck.count(work.session().source(), Set.of(raw)).getOrDefault(raw, count);
        }
        UidSet lost = lost(count);
        if (!lost.isEmpty()) {
            folder.setUnlisted(folder.unlisted() + lost.minus(folder.vanished()).size());
            UnverifiedMessages.some(folder, folder.untouched() ? lost.size() : 0);
            folder.setFailed(folder.failed().plus(lost.and(folder.vanished())));
            folder.setVanished(folder.vanished().minus(lost));
            folder.differences().add("UIDs " + lost + " are found by UID SEARCH at the source and were not copied");
        }
        long nameless = nameless(count);
        if (nameless > 0) {
            UnverifiedMessages.some(folder, folder.untouched() ? nameless : 0);
            folder.setUnlisted(folder.unlisted() + nameless);
            folder.differences()
                    .add("the source counts " + Plural.of(nameless, "message", "messages")
                            + " more than it lists or finds");
        }
        UidSet later = count.found().minus(accounted()).minus(UidSet.range(1, horizon() - 1));
        if (!later.isEmpty()) {
            work.note(
                    EventKind.ARRIVED,
                    "folder " + folder.pair() + ": " + Plural.of(later.size(), "message has", "messages have")
                            + " reached the source since it was listed (UIDs " + later
                            + "); the next pass copies them");
        }
    }

    private boolean isComplete(FolderCount count) {
        return lost(count).isEmpty() && nameless(count) == 0;
    }

    /** Returns the source UIDs that are in the target or were reported. */
    private UidSet accounted() {
        return pairs.sourceUids()
                .plus(folder.skipped())
                .plus(folder.leftOut())
                .plus(folder.failed())
                .plus(folder.unlistedUids())
                .plus(MessageInfo.uids(folder.listed())
                        .minus(folder.vanished())); // a message without a counterpart is a difference already
    }

    /** Returns the first UID of messages that come later (RFC 9051, 2.3.1.1). */
    private long horizon() {
        long last = folder.listed().isEmpty()
                ? 0
                : folder.listed().get(folder.listed().size() - 1).uid();
        return Math.max(1, Math.max(folder.sourceStatus().uidNext(), last + 1));
    }

    private UidSet lost(FolderCount count) {
        return count.found().minus(accounted()).and(UidSet.range(1, horizon() - 1));
    }

    private long nameless(FolderCount count) {
        UidSet listed = folder.untouched() ? pairs.sourceUids() : MessageInfo.uids(folder.listed());
        long known = count.found().plus(listed).plus(folder.unlistedUids()).size();
        long named = folder.unlisted() - folder.unlistedUids().size();
        return Math.max(0, count.exists() - known - named);
    }
}
