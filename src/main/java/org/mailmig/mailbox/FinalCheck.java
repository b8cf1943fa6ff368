// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.Count;
import org.mailmig.imap.FolderCount;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Finding;
import org.mailmig.ledger.FolderState;

/**
 * The last look before an account may be DONE: what both sides count (EXISTS) and find (UID SEARCH) now, against the ledger's
 * pairings. It takes nothing from the copy's own lists but what they named as not copied, so that a server that left a message out
 * of a list, or forgot it, does not get past it. Each message that is in neither is a difference.
 */
final class FinalCheck {
    private final Work work;
    private final Pass pass;
    private final Pairs.OfMailbox known;
    private final boolean strict;
    /** Target UIDs that pairings of listed messages claim, by raw name of the target folder. */
    private final Map<String, UidSet> claimed = new HashMap<>();

    /**
     * @param known the ledger's pairings
     * @param strict the target is a clone that nobody else uses
     */
    FinalCheck(Work work, Pass pass, Pairs.OfMailbox known, boolean strict) {
        this.known = known;
        this.work = work;
        this.pass = pass;
        this.strict = strict;
    }

    void run() {
        List<FolderPass> folders =
                pass.reached().stream().filter(folder -> folder.state != null).toList();
        Map<String, List<FolderState>> byTarget =
                known.states().stream().collect(Collectors.groupingBy(FolderState::target));
        Map<FolderPass, Pairs> pairs = new HashMap<>();
        List<FolderPass> looked = new ArrayList<>();
        List<FolderPass> left = new ArrayList<>();
        Set<String> there = new LinkedHashSet<>();
        for (FolderPass folder : folders) {
            Pairs own = known.of(folder.pair.source().rawName(), folder.sourceStatus.uidValidity());
            pairs.put(folder, own);
            if (isAsChecked(folder, own)) {
                left.add(folder);
                continue;
            }
            looked.add(folder);
            there.add(folder.pair.targetRaw());
            own.placed().forEach(placed -> there.add(placed.state().target()));
        }
        // Two folders may be joined in one of the target: what one claims there must not be the other's.
        left.stream().filter(folder -> there.contains(folder.pair.targetRaw())).forEach(looked::add);
        Set<String> here = new LinkedHashSet<>();
        looked.forEach(folder -> here.add(folder.pair.source().rawName()));
        Map<String, FolderCount> target = new HashMap<>();
        Map<String, FolderCount> source = Faults.on(
                "counting the messages of both sides",
                () -> Parallel.both(() -> count(work.session.source, here), () -> {
                    target.putAll(count(work.session.target, there));
                    return null;
                }));
        for (FolderPass folder : looked) {
            work.goOn();
            String raw = folder.pair.targetRaw();
            source(folder, source.get(folder.pair.source().rawName()), pairs.get(folder));
            target(folder, target, pairs.get(folder));
            if (!strict) {
                UidSet paired = paired(folder, byTarget.getOrDefault(raw, List.of()));
                new Doubles(work, folder).look(target.get(raw), paired);
            }
        }
    }

    /**
     * An earlier FinalCheck has found nothing here (else the ledger holds no counters), and the counters of both sides are the same as
     * then, HIGHESTMODSEQ too: nothing came, went or changed. That each message which the source counts is paired costs no look.
     */
    private static boolean isAsChecked(FolderPass folder, Pairs pairs) {
        return folder.isAsLeft
                && folder.differences.isEmpty()
                && folder.findings.stream()
                        .allMatch(finding ->
                                finding.kind() == Finding.Kind.DECLARED || finding.kind() == Finding.Kind.SHORT)
                && pairs.placed().stream().allMatch(placed -> placed.state().id() == folder.state.id())
                && folder.sourceStatus.messages() <= pairs.sourceUids().size() - folder.goneAtSource.size();
    }

    /** Nothing is known of any message: none was verified. */
    private static void whole(FolderPass folder, String difference) {
        folder.differences.add(difference);
        folder.verified = 0;
    }

    /** So many messages passed for verified and are not. */
    static void unverified(FolderPass folder, long messages) {
        folder.verified = Math.max(0, folder.verified - messages);
    }

    private static Map<String, FolderCount> count(Side<?> side, Set<String> rawNames) {
        if (rawNames.isEmpty()) {
            return Map.of();
        }
        return Faults.on(
                "counting the messages of " + side.who(), () -> side.with(connection -> connection.count(rawNames)));
    }

    /** Target UIDs in this folder's target that any pairing names. */
    private UidSet paired(FolderPass folder, List<FolderState> states) {
        UidSet paired = UidSet.empty();
        for (FolderState state : states) {
            if (state.target().equals(folder.pair.targetRaw())
                    && state.targetUidValidity() == folder.state.targetUidValidity()) {
                paired = paired.plus(Pairs.targetUids(known.runs(state)));
            }
        }
        return paired;
    }

    private void source(FolderPass folder, FolderCount count, Pairs pairs) {
        String raw = folder.pair.source().rawName();
        if (count == null) {
            whole(folder, "the source does not open the folder any more");
            return;
        }
        if (count.uidValidity() != folder.sourceStatus.uidValidity()) {
            whole(
                    folder,
                    "UIDVALIDITY of the source is " + count.uidValidity() + " and was "
                            + folder.sourceStatus.uidValidity() + " when the folder was listed: its UIDs mean nothing");
            return;
        }
        if (!isComplete(folder, count, pairs)) {
            // A message may have come or gone between the two answers: what counts is what a second look shows.
            count = count(work.session.source, Set.of(raw)).getOrDefault(raw, count);
        }
        UidSet lost = lost(folder, count, pairs);
        if (!lost.isEmpty()) {
            folder.unlisted += lost.minus(folder.vanished).size();
            unverified(folder, folder.untouched ? lost.size() : 0);
            folder.failed = folder.failed.plus(lost.and(folder.vanished));
            folder.vanished = folder.vanished.minus(lost);
            folder.differences.add("UIDs " + lost + " are found by UID SEARCH at the source and were not copied");
        }
        long nameless = nameless(folder, count, pairs);
        if (nameless > 0) {
            unverified(folder, folder.untouched ? nameless : 0);
            folder.unlisted += nameless;
            folder.differences.add(
                    "the source counts " + Count.of(nameless, "message", "messages") + " more than it lists or finds");
        }
        UidSet later = count.found().minus(accounted(folder, pairs)).minus(UidSet.range(1, horizon(folder) - 1));
        if (!later.isEmpty()) {
            work.note(
                    EventKind.ARRIVED,
                    "folder " + folder.pair + ": " + Count.of(later.size(), "message has", "messages have")
                            + " reached the source since it was listed (UIDs " + later
                            + "); the next pass copies them");
        }
    }

    private static boolean isComplete(FolderPass folder, FolderCount count, Pairs pairs) {
        return lost(folder, count, pairs).isEmpty() && nameless(folder, count, pairs) == 0;
    }

    /** Source UIDs that are in the target or were named. */
    private static UidSet accounted(FolderPass folder, Pairs pairs) {
        return pairs.sourceUids()
                .plus(folder.skipped)
                .plus(folder.leftOut)
                .plus(folder.failed)
                .plus(folder.unlistedUids)
                .plus(MessageFacts.uids(folder.listed)
                        .minus(folder.vanished)); // what has no counterpart is a difference already
    }

    /** What comes later has a UID from here on (RFC 9051, 2.3.1.1). */
    private static long horizon(FolderPass folder) {
        long last = folder.listed.isEmpty()
                ? 0
                : folder.listed.get(folder.listed.size() - 1).uid();
        return Math.max(1, Math.max(folder.sourceStatus.uidNext(), last + 1));
    }

    private static UidSet lost(FolderPass folder, FolderCount count, Pairs pairs) {
        return count.found().minus(accounted(folder, pairs)).and(UidSet.range(1, horizon(folder) - 1));
    }

    private static long nameless(FolderPass folder, FolderCount count, Pairs pairs) {
        UidSet listed = folder.untouched ? pairs.sourceUids() : MessageFacts.uids(folder.listed);
        long known = count.found().plus(listed).plus(folder.unlistedUids).size();
        long named = folder.unlisted - folder.unlistedUids.size();
        return Math.max(0, count.exists() - known - named);
    }

    private void target(FolderPass folder, Map<String, FolderCount> counts, Pairs pairs) {
        FolderCount own = counts.get(folder.pair.targetRaw());
        if (own == null) {
            whole(folder, "the target does not open the folder any more");
            return;
        }
        if (own.uidValidity() != folder.state.targetUidValidity()) {
            whole(
                    folder,
                    "UIDVALIDITY of the target is " + own.uidValidity() + " and was " + folder.state.targetUidValidity()
                            + " when the folder was opened: its UIDs mean nothing");
            return;
        }
        UidSet listed = folder.untouched
                ? pairs.sourceUids()
                : MessageFacts.uids(folder.listed).minus(folder.goneAtTarget);
        for (Pairs.Placed placed : pairs.placed()) {
            FolderCount count = counts.get(placed.state().target());
            UidSet mine = targets(placed, listed);
            if (!mine.isEmpty()
                    && count != null
                    && count.uidValidity() == placed.state().targetUidValidity()) {
                onceOnly(folder, placed, mine);
                UidSet missing = notListed(placed.state().target(), mine.minus(count.found()));
                if (!missing.isEmpty()) {
                    missing(folder, placed, missing);
                }
            }
        }
    }

    private static UidSet targets(Pairs.Placed placed, UidSet listed) {
        long first = placed.run().source();
        long shift = placed.run().target() - first;
        UidSet of = UidSet.range(first, first + placed.run().count() - 1).and(listed);
        List<Long> targets = new ArrayList<>();
        of.stream().forEach(uid -> targets.add(uid + shift));
        return UidSet.of(targets);
    }

    private void onceOnly(FolderPass folder, Pairs.Placed placed, UidSet mine) {
        UidSet before = claimed.getOrDefault(placed.state().target(), UidSet.empty());
        UidSet twice = before.and(mine);
        if (!twice.isEmpty()) {
            unverified(folder, twice.size());
            folder.differences.add("target UIDs " + twice + " stand for two messages of the source each");
        }
        claimed.put(placed.state().target(), before.plus(mine));
    }

    /** What UID SEARCH leaves out, FETCH may answer for. */
    private UidSet notListed(String raw, UidSet missing) {
        if (missing.isEmpty()) {
            return missing;
        }
        List<MessageFacts> there = new ArrayList<>();
        Faults.on(
                "reading folder " + raw + " of " + work.session.target.who(),
                () -> work.session.target.with(connection -> {
                    connection.examine(raw);
                    connection.fetchFacts(missing, there::add);
                    return null;
                }));
        return missing.minus(MessageFacts.uids(there));
    }

    /** What this pass wrote, or all of a clone, must be there; the owner of any other target may have removed it meanwhile. */
    private void missing(FolderPass folder, Pairs.Placed placed, UidSet missing) {
        Set<Long> named = new LinkedHashSet<>();
        folder.found.stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING)
                .forEach(finding -> named.add(finding.targetUid()));
        Set<Long> written = new LinkedHashSet<>();
        folder.written.forEach(message -> written.add(message.targetUid()));
        List<Long> gone = new ArrayList<>();
        UidSet news = UidSet.of(
                missing.stream().filter(uid -> !named.contains(uid)).boxed().toList());
        unverified(folder, news.size());
        news.stream().forEach(uid -> {
            long sourceUid = placed.run().source() + (uid - placed.run().target());
            if (strict || written.contains(uid) && placed.state().id() == folder.state.id()) {
                String text = folder.differs(sourceUid, "is missing in the target (UID " + uid + " there)");
                folder.found.add(new Finding(placed.state().id(), Finding.Kind.MISSING, sourceUid, uid, text));
            } else {
                gone.add(sourceUid);
            }
        });
        if (!folder.untouched) {
            folder.goneAtTarget = folder.goneAtTarget.plus(UidSet.of(gone));
        }
    }
}
