// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.Set;
import org.mailmig.imap.model.FolderCount;
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
            folder.verification().unverifyAll("the source no longer opens the folder");
            return;
        }
        if (count.uidValidity() != folder.source().status().uidValidity()) {
            folder.verification()
                    .unverifyAll("UIDVALIDITY of the source is " + count.uidValidity() + " and was "
                            + folder.source().status().uidValidity()
                            + " when the folder was listed: its UIDs are no longer valid");
            return;
        }
        if (!isComplete(count)) {
            // A message may have come or gone between the two responses: use what a second look shows.
            count = FinalCheck.count(work.session().source(), Set.of(raw)).getOrDefault(raw, count);
        }
        UidSet lost = lost(count);
        if (!lost.isEmpty()) {
            folder.verification().unverify(folder.untouched() ? lost.size() : 0);
            folder.notCopied().reappear(lost);
            folder.differences().add("UIDs " + lost + " are found by UID SEARCH at the source and were not copied");
        }
        long nameless = nameless(count);
        if (nameless > 0) {
            folder.verification().unverify(folder.untouched() ? nameless : 0);
            folder.notCopied().unlistMore(nameless);
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
                .plus(folder.notCopied().skipped())
                .plus(folder.notCopied().leftOut())
                .plus(folder.notCopied().failed())
                .plus(folder.notCopied().unlistedUids())
                .plus(folder.source()
                        .uids()
                        .minus(folder.notCopied()
                                .vanished())); // a message without a counterpart is a difference already
    }

    /** Returns the first UID of messages that come later (RFC 9051, 2.3.1.1). */
    private long horizon() {
        return Math.max(
                1, Math.max(folder.source().status().uidNext(), folder.source().lastUid() + 1));
    }

    private UidSet lost(FolderCount count) {
        return count.found().minus(accounted()).and(UidSet.range(1, horizon() - 1));
    }

    private long nameless(FolderCount count) {
        UidSet listed =
                folder.untouched() ? pairs.sourceUids() : folder.source().uids();
        long known = count.found()
                .plus(listed)
                .plus(folder.notCopied().unlistedUids())
                .size();
        long named = folder.notCopied().unlisted()
                - folder.notCopied().unlistedUids().size();
        return Math.max(0, count.exists() - known - named);
    }
}
