// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.copy.LostFlags;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/** Verifies one folder that was written or may have changed. */
final class FolderVerify {
    private final StepContext work;
    private final FolderCopyState folder;
    private final UidMapping.OfMailbox known;
    private final boolean strict;
    private final boolean full;
    /** What the target returned, by UID. */
    private final Map<Long, MessageInfo> there = new HashMap<>();

    private final OddSizes oddSizes;
    private final MessageDifferences differences;
    /** As {@link #look} found them. */
    private EarlierWrites earlier;

    /**
     * @param strict whether the target is a clone that no other client uses
     * @param known the ledger's pairings
     */
    FolderVerify(StepContext work, FolderCopyState folder, UidMapping.OfMailbox known, boolean strict, boolean full) {
        this.work = work;
        this.folder = folder;
        this.known = known;
        this.strict = strict;
        this.full = full;
        this.oddSizes = new OddSizes(work, folder);
        this.differences = new MessageDifferences(folder);
    }

    /** Returns what the target must be queried for before {@link #judge}. */
    FolderQuery look() {
        earlier = new EarlierWrites(work, folder, known);
        UidSet asked = strict ? UidSet.ALL : written();
        return new FolderQuery(
                folder.pair().targetRaw(), asked, work.session().keeping(message -> there.put(message.uid(), message)));
    }

    private UidSet written() {
        List<Long> written = Stream.concat(folder.written().messages().stream(), earlier.messages().stream())
                .map(WrittenMessages.Written::targetUid)
                .toList();
        return UidSet.of(written);
    }

    private static boolean holds(Flags sent, Flags there) {
        return sent.minus(there).isEmpty() && there.minus(sent).isEmpty();
    }

    /** Compares the flags of a message for which an earlier verify found other flags in an unfinished clone. */
    private void compareFlags(WrittenMessages.Written message) {
        MessageInfo now = there.get(message.targetUid());
        Flags sent = LostFlags.expected(folder, message);
        if (strict
                && now != null
                && earlier.reopened().contains(message.source().uid())
                && !holds(sent, now.flags())) {
            differences.altered(message, "has flags (" + now.flags() + ") in the target, not (" + sent + ")");
        }
    }

    /** Compares, once the target has responded. */
    void judge() {
        String what = "account " + work.account().getAccount() + ", verifying folder " + folder.pair();
        Set<Long> bad = differences.bad();
        folder.differences().forgetAltered();
        LostFlags lostFlags = new LostFlags(work, folder, strict);
        lostFlags.setAgain(there);
        if (!folder.written().refusedDates().isEmpty()) {
            folder.differences()
                    .alter("an arrival date that it refuses", folder.written().refusedDates());
        }
        folder.written().messages().forEach(message -> compare(message, there.get(message.targetUid())));
        earlier.messages().forEach(message -> {
            compareDate(message, there.get(message.targetUid()));
            compareFlags(message);
        });
        new AtRiskVerify(work, folder).run(earlier.messages(), earlier.reopened(), there.keySet(), bad);
        oddSizes.judge(what, differences);
        if (strict) {
            new CloneContents(work, folder, known).check(UidSet.of(there.keySet()), earlier, differences);
        }
        differences.checkCounterparts(known.of(
                folder.pair().source().rawName(), folder.source().status().uidValidity()));
        if (!work.copies().placeholders(folder.state().id()).isEmpty()) {
            folder.differences().add("the target may still contain our placeholders: a retry removes them");
        }
        if (full) {
            new FullVerify(work, folder).run(bad);
        }
        StandingAlterations.report(work, folder);
        lostFlags.report();
        differences.reportUnflagged(work);
        folder.verification()
                .verify(Math.max(
                        0, folder.expected() - folder.notCopied().notExpected().size() - bad.size()));
        work.session().dropped(there.values());
        there.clear();
    }

    private void compare(WrittenMessages.Written written, MessageInfo there) {
        long uid = written.source().uid();
        if (there == null) {
            String how = "is missing in the target (UID " + written.targetUid() + " there)";
            differences.add(Finding.Kind.MISSING, uid, written.targetUid(), how);
            return;
        }
        if (there.size() != written.size() && !folder.written().atRisk().containsKey(uid)) {
            oddSizes.add(written);
        }
        Flags flags = LostFlags.expected(folder, written);
        if (strict
                && !(flags.minus(there.flags()).isEmpty()
                        && there.flags().minus(written.flags()).isEmpty())) {
            differences.altered(written, "has flags (" + there.flags() + ") in the target, not (" + flags + ")");
        }
        if (!strict && !flags.minus(there.flags()).isEmpty()) {
            differences.lacksFlags(written);
        }
        compareDate(written, there);
    }

    private void compareDate(WrittenMessages.Written written, MessageInfo there) {
        OffsetDateTime date = written.source().internalDate();
        if (there == null || date == null || ArrivalDates.areSame(date, there.internalDate())) {
            return;
        }
        String risk = ArrivalDates.risk(date);
        if (risk != null) {
            folder.differences().alter(risk, UidSet.range(there.uid(), there.uid()));
        } else {
            differences.altered(written, "arrived " + there.internalDate() + " in the target, not " + date);
        }
    }
}
