// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.copy.FlagWriter;
import org.mailmig.mailbox.internal.copy.LostFlags;
import org.mailmig.mailbox.internal.fidelity.AlteredMessages;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.text.Plural;

/** Verifies one folder that was written or may have changed. */
final class FolderVerify {
    private static final int MOST_COUNTED_CHARS = 1000;

    private final StepContext work;
    private final FolderCopyState folder;
    private final UidMapping.OfMailbox known;
    private final boolean strict;
    private final boolean full;
    /** What the target returned, by UID. */
    private final Map<Long, MessageInfo> there = new HashMap<>();

    /** Written messages for which the target announces another size, by target UID. */
    private final Map<Long, FolderCopyState.Written> oddSizes = new HashMap<>();

    /** Those of {@link #oddSizes} that really have another size, with their size in the target in bytes. */
    private final Map<FolderCopyState.Written, Long> otherSizes = new HashMap<>();

    /** Target UIDs of messages that a merge wrote and that lack flags now. */
    private final List<Long> unflagged = new ArrayList<>();

    /** Messages that an earlier pass wrote and no verify has seen; their flags and sizes may have changed. */
    private final List<FolderCopyState.Written> earlier = new ArrayList<>();

    /** Those of {@link #earlier} that an earlier verify found missing or altered. */
    private UidSet reopened = UidSet.empty();

    /** The ledger's pairings, as {@link #look} found them. */
    private List<UidRun> pairings = List.of();

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
    }

    /** Returns what the target must be queried for before {@link #judge}. */
    FolderQuery look() {
        findEarlier();
        UidSet asked = strict ? UidSet.range(1, 0xFFFFFFFFL) : written();
        return new FolderQuery(
                folder.pair().targetRaw(), asked, work.session().keeping(message -> there.put(message.uid(), message)));
    }

    private UidSet written() {
        List<Long> written = Stream.concat(folder.written().stream(), earlier.stream())
                .map(FolderCopyState.Written::targetUid)
                .toList();
        return UidSet.of(written);
    }

    /** Finds messages that were written and paired but never verified, because the pass was interrupted or the response was lost. */
    private void findEarlier() {
        Set<Long> mine = new HashSet<>();
        folder.written().forEach(message -> mine.add(message.source().uid()));
        UidSet open = folder.found(Finding.Kind.ALTERED, Finding.Kind.MISSING);
        List<Long> again = new ArrayList<>();
        pairings = known.runs(folder.state());
        Map<Long, Integer> atRisk = work.uidMappings().atRisk(folder.state().id());
        int at = 0;
        for (MessageInfo message : folder.listed()) {
            long uid = message.uid();
            while (at < pairings.size()
                    && pairings.get(at).source() + pairings.get(at).count() <= uid) {
                at++;
            }
            boolean paired = at < pairings.size()
                    && pairings.get(at).source() <= uid
                    && (pairings.get(at).ours() || open.contains(uid));
            boolean unseen = uid >= folder.state().sourceUidNext() || open.contains(uid);
            if (paired && unseen && !mine.contains(uid)) {
                if (open.contains(uid)) {
                    again.add(uid);
                }
                long targetUid =
                        pairings.get(at).target() + (uid - pairings.get(at).source());
                earlier.add(new FolderCopyState.Written(message, targetUid, message.flags(), message.size()));
                if (atRisk.containsKey(uid)) {
                    folder.atRisk().put(uid, new FolderCopyState.AtRisk(atRisk.get(uid), null));
                }
            }
        }
        reopened = UidSet.of(again);
    }

    private static boolean holds(Flags sent, Flags there) {
        return sent.minus(there).isEmpty() && there.minus(sent).isEmpty();
    }

    /** Compares the flags of a message for which an earlier verify found other flags in an unfinished clone. */
    private void compareFlags(FolderCopyState.Written message, Set<Long> bad) {
        MessageInfo now = there.get(message.targetUid());
        Flags sent = LostFlags.expected(folder, message);
        if (strict && now != null && reopened.contains(message.source().uid()) && !holds(sent, now.flags())) {
            differs(message, bad, "has flags (" + now.flags() + ") in the target, not (" + sent + ")");
        }
    }

    /** Compares, once the target has responded. */
    void judge() {
        UidSet paired = UidMapping.targetUids(pairings);
        String what = "account " + work.account().getAccount() + ", verifying folder " + folder.pair();
        Set<Long> bad = new HashSet<>();
        folder.altered().clear();
        new LostFlags(work, folder, strict).setAgain(there);
        if (!folder.refusedDates().isEmpty()) {
            folder.altered().put("an arrival date that it refuses", UidSet.of(folder.refusedDates()));
        }
        folder.written().forEach(message -> compare(message, there.get(message.targetUid()), bad));
        earlier.forEach(message -> {
            compareDate(message, there.get(message.targetUid()), bad);
            compareFlags(message, bad);
        });
        new AtRiskVerify(work, folder).run(earlier, reopened, there.keySet(), bad);
        if (!oddSizes.isEmpty()) {
            WireErrors.on(what, () -> work.session().target().with(connection -> {
                count(connection);
                return null;
            }));
            UidSet unexplained = new AlteredMessages(work, folder)
                    .unexplained(
                            otherSizes.keySet().stream().map(AtRiskVerify::twin).toList());
            otherSizes.forEach((written, bytes) -> {
                if (unexplained.contains(written.source().uid())) {
                    differs(written, bad, "has " + bytes + " octets in the target, " + written.size() + " were sent");
                }
            });
        }
        if (strict) {
            strictly(paired, bad);
        }
        everyListedHasACounterpart(bad);
        if (!work.copies().placeholders(folder.state().id()).isEmpty()) {
            folder.differences().add("placeholders of ours may stand in the target still: a retry removes them");
        }
        if (full) {
            new FullVerify(work, folder).run(bad);
        }
        nameAgain(work, folder);
        if (!folder.unheld().isEmpty()) {
            work.warn("folder " + folder.pair() + ": the target does not keep these flags, "
                    + Plural.of(folder.lackingFlags(), "message is", "messages are") + " there without them: "
                    + FlagWriter.named(folder.unheld()));
        }
        if (!unflagged.isEmpty()) {
            UidSet uids = UidSet.of(unflagged);
            work.warn("folder " + folder.pair() + ": " + Plural.of(uids.size(), "message stands", "messages stand")
                    + " in the target without flags that were sent along: it dropped them, or their owner took them"
                    + " away since (target UIDs " + uids
                    + ")");
        }
        folder.setVerified(Math.max(
                0,
                folder.messages()
                        - folder.countGoneAtTarget()
                        - folder.notCopied().size()
                        - bad.size()));
        work.session().dropped(there.values());
        there.clear();
    }

    /** Reports again what the target or the source always does to these messages, found by this pass or an earlier one. */
    static void nameAgain(StepContext work, FolderCopyState folder) {
        UidSet written = UidSet.of(
                folder.written().stream().map(message -> message.source().uid()).toList());
        UidSet here = folder.untouched() ? UidSet.range(1, 0xFFFFFFFFL) : MessageInfo.uids(folder.listed());
        UidSet same = here.minus(written).minus(folder.goneAtTarget());
        for (Finding finding : folder.findings()) {
            if (finding.folder() == folder.state().id() && same.contains(finding.sourceUid())) {
                if (finding.kind() == Finding.Kind.DECLARED) {
                    AtRiskVerify.declare(folder, finding.text(), finding.sourceUid(), finding.targetUid());
                } else if (finding.kind() == Finding.Kind.SHORT) {
                    folder.setShorter(folder.shorter().plus(UidSet.range(finding.sourceUid(), finding.sourceUid())));
                }
            }
        }
        folder.altered()
                .forEach((why, uids) -> work.warn(
                        "folder " + folder.pair() + ": " + Plural.of(uids.size(), "message is", "messages are")
                                + " stored altered, since the target does not keep " + why + " (target UIDs " + uids
                                + ")"));
        if (!folder.shorter().isEmpty()) {
            String text = "shorter than the source announces (RFC822.SIZE), copied as it sends them";
            work.warn("folder " + folder.pair() + ": "
                    + Plural.of(folder.shorter().size(), "message is", "messages are") + " " + text + " (source UIDs "
                    + folder.shorter() + ")");
            folder.shorter().stream().forEach(uid -> folder.found()
                    .add(new Finding(folder.state().id(), Finding.Kind.SHORT, uid, 0, text)));
        }
    }

    private void compare(FolderCopyState.Written written, MessageInfo there, Set<Long> bad) {
        long uid = written.source().uid();
        if (there == null) {
            String how = "is missing in the target (UID " + written.targetUid() + " there)";
            differs(Finding.Kind.MISSING, uid, written.targetUid(), bad, how);
            return;
        }
        if (there.size() != written.size() && !folder.atRisk().containsKey(uid)) {
            oddSizes.put(written.targetUid(), written);
        }
        Flags flags = LostFlags.expected(folder, written);
        if (strict
                && !(flags.minus(there.flags()).isEmpty()
                        && there.flags().minus(written.flags()).isEmpty())) {
            differs(written, bad, "has flags (" + there.flags() + ") in the target, not (" + flags + ")");
        }
        if (!strict && !flags.minus(there.flags()).isEmpty()) {
            unflagged.add(written.targetUid());
        }
        compareDate(written, there, bad);
    }

    private void compareDate(FolderCopyState.Written written, MessageInfo there, Set<Long> bad) {
        OffsetDateTime date = written.source().internalDate();
        if (there == null || date == null || ArrivalDates.areSame(date, there.internalDate())) {
            return;
        }
        String risk = ArrivalDates.risk(date);
        if (risk != null) {
            folder.altered().merge(risk, UidSet.range(there.uid(), there.uid()), UidSet::plus);
        } else {
            differs(written, bad, "arrived " + there.internalDate() + " in the target, not " + date);
        }
    }

    /** Counts the bytes of messages, because RFC822.SIZE is an estimate with some servers (GreenMail leaves the header out). */
    private void count(ImapConnection connection) throws IOException {
        connection.examine(folder.pair().targetRaw());
        Map<Long, Long> octets = new HashMap<>();
        for (UidSet some : UidSet.of(oddSizes.keySet()).pieces(MOST_COUNTED_CHARS)) {
            connection.fetchBodies(some, (uid, size, text) -> octets.put(uid, size));
        }
        oddSizes.forEach((targetUid, written) -> {
            long there = octets.getOrDefault(targetUid, 0L);
            if (there != written.size()) {
                otherSizes.put(written, there);
            }
        });
    }

    /** Checks that a clone contains every paired message, and nothing else. */
    private void strictly(UidSet paired, Set<Long> bad) {
        UidSet standing = UidSet.of(there.keySet());
        UidSet surplus = standing.minus(paired).minus(earlierLives());
        if (!surplus.isEmpty() && !new ForeignMessages(work, folder).isMerged(surplus)) {
            folder.differences().add("target UIDs " + surplus + " were not put there by this clone");
        }
        UidSet lost = paired.minus(standing);
        Set<Long> told = new HashSet<>();
        folder.written().forEach(message -> told.add(message.targetUid()));
        lost.stream().filter(uid -> !told.contains(uid)).forEach(uid -> {
            bad.add(-uid);
            String text = "target UID " + uid + " was copied earlier and is missing in the target";
            folder.differences().add(text);
            folder.found().add(new Finding(folder.state().id(), Finding.Kind.MISSING, source(uid), uid, text));
        });
    }

    /** Returns messages that mailmig put there from a source folder that was since recreated or renamed; they stay. */
    private UidSet earlierLives() {
        List<UidRun> runs = new ArrayList<>();
        if (folder.unsettled()) {
            for (FolderState state : known.states()) {
                if (state.target().equals(folder.state().target())
                        && state.targetUidValidity() == folder.state().targetUidValidity()) {
                    runs.addAll(known.runs(state));
                }
            }
        }
        return UidMapping.targetUids(runs);
    }

    private void everyListedHasACounterpart(Set<Long> bad) {
        if (folder.untouched()) {
            return;
        }
        UidMapping pairs =
                known.of(folder.pair().source().rawName(), folder.sourceStatus().uidValidity());
        UidSet settled = pairs.sourceUids().plus(folder.notCopied());
        for (MessageInfo message : folder.listed()) {
            if (!settled.contains(message.uid()) && !bad.contains(message.uid())) {
                bad.add(message.uid());
                if (!folder.isNamed(message.uid())) {
                    folder.differs(message.uid(), "has no counterpart in the target");
                }
            }
        }
    }

    /** Returns the source UID of a message that mailmig put there. */
    private long source(long targetUid) {
        return pairings.stream()
                .filter(run -> run.target() <= targetUid && targetUid < run.target() + run.count())
                .mapToLong(run -> run.source() + (targetUid - run.target()))
                .findFirst()
                .orElse(0);
    }

    private void differs(FolderCopyState.Written written, Set<Long> bad, String how) {
        differs(Finding.Kind.ALTERED, written.source().uid(), written.targetUid(), bad, how);
    }

    private void differs(Finding.Kind kind, long uid, long targetUid, Set<Long> bad, String how) {
        bad.add(uid);
        String text = folder.differs(uid, how);
        folder.found().add(new Finding(folder.state().id(), kind, uid, targetUid, text));
    }
}
