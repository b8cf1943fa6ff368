// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.Parallel;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.text.Plural;

/**
 * The last check before an account may be DONE: compares what both sides count (EXISTS) and find (UID SEARCH) now with the ledger's
 * pairings. It uses nothing from the copy's own lists except the messages reported as not copied, so that it also detects a message
 * that a server left out of a listing or lost. Each message that is neither paired nor reported is a difference.
 */
final class FinalCheck {
    private final StepContext work;
    private final CopyPassResult pass;
    private final UidMapping.OfMailbox known;
    private final boolean strict;
    /** Target UIDs that pairings of listed messages claim, by raw name of the target folder. */
    private final Map<String, UidSet> claimed = new HashMap<>();

    /**
     * @param known the ledger's pairings
     * @param strict whether the target is a clone that no other client uses
     */
    FinalCheck(StepContext work, CopyPassResult pass, UidMapping.OfMailbox known, boolean strict) {
        this.known = known;
        this.work = work;
        this.pass = pass;
        this.strict = strict;
    }

    void run() {
        List<FolderCopyState> folders =
                pass.reached().stream().filter(folder -> folder.state() != null).toList();
        Map<String, List<FolderState>> byTarget =
                known.states().stream().collect(Collectors.groupingBy(FolderState::target));
        Map<FolderCopyState, UidMapping> pairs = new HashMap<>();
        List<FolderCopyState> looked = new ArrayList<>();
        List<FolderCopyState> left = new ArrayList<>();
        Set<String> there = new LinkedHashSet<>();
        for (FolderCopyState folder : folders) {
            UidMapping own = known.of(
                    folder.pair().source().rawName(), folder.sourceStatus().uidValidity());
            pairs.put(folder, own);
            if (isAsChecked(folder, own)) {
                left.add(folder);
                continue;
            }
            looked.add(folder);
            there.add(folder.pair().targetRaw());
            own.placed().forEach(placed -> there.add(placed.state().target()));
        }
        // Two source folders may be joined in one target folder: a target UID must not be claimed by both.
        left.stream()
                .filter(folder -> there.contains(folder.pair().targetRaw()))
                .forEach(looked::add);
        Set<String> here = new LinkedHashSet<>();
        looked.forEach(folder -> here.add(folder.pair().source().rawName()));
        Map<String, FolderCount> target = new HashMap<>();
        Map<String, FolderCount> source = WireErrors.on(
                "counting the messages of both sides",
                () -> Parallel.both(() -> count(work.session().source(), here), () -> {
                    target.putAll(count(work.session().target(), there));
                    return null;
                }));
        for (FolderCopyState folder : looked) {
            work.checkNotStopping();
            String raw = folder.pair().targetRaw();
            source(folder, source.get(folder.pair().source().rawName()), pairs.get(folder));
            target(folder, target, pairs.get(folder));
            if (!strict) {
                UidSet paired = paired(folder, byTarget.getOrDefault(raw, List.of()));
                new DuplicateWriters(work, folder).look(target.get(raw), paired);
            }
        }
    }

    /**
     * Returns whether an earlier FinalCheck found nothing here (otherwise the ledger has no counters) and the counters of both sides
     * are still the same, including HIGHESTMODSEQ: nothing was added, removed or changed. That each message the source counts is paired
     * can be checked without a query.
     */
    private static boolean isAsChecked(FolderCopyState folder, UidMapping pairs) {
        return folder.isAsLeft()
                && folder.differences().isEmpty()
                && folder.findings().stream()
                        .allMatch(finding ->
                                finding.kind() == Finding.Kind.DECLARED || finding.kind() == Finding.Kind.SHORT)
                && pairs.placed().stream()
                        .allMatch(
                                placed -> placed.state().id() == folder.state().id())
                && folder.sourceStatus().messages()
                        <= pairs.sourceUids().size() - folder.goneAtSource().size();
    }

    /** Reports the whole folder: nothing is known about its messages, none was verified. */
    private static void whole(FolderCopyState folder, String difference) {
        folder.differences().add(difference);
        folder.setVerified(0);
    }

    /** Counts messages that were taken as verified but are not. */
    static void unverified(FolderCopyState folder, long messages) {
        folder.setVerified(Math.max(0, folder.verified() - messages));
    }

    private static Map<String, FolderCount> count(MailboxConnections<?> side, Set<String> rawNames) {
        if (rawNames.isEmpty()) {
            return Map.of();
        }
        return WireErrors.on(
                "counting the messages of " + side.who(), () -> side.with(connection -> connection.count(rawNames)));
    }

    /** Returns the target UIDs in this folder's target that any pairing names. */
    private UidSet paired(FolderCopyState folder, List<FolderState> states) {
        UidSet paired = UidSet.empty();
        for (FolderState state : states) {
            if (state.target().equals(folder.pair().targetRaw())
                    && state.targetUidValidity() == folder.state().targetUidValidity()) {
                paired = paired.plus(UidMapping.targetUids(known.runs(state)));
            }
        }
        return paired;
    }

    private void source(FolderCopyState folder, FolderCount count, UidMapping pairs) {
        String raw = folder.pair().source().rawName();
        if (count == null) {
            whole(folder, "the source does not open the folder any more");
            return;
        }
        if (count.uidValidity() != folder.sourceStatus().uidValidity()) {
            whole(
                    folder,
                    "UIDVALIDITY of the source is " + count.uidValidity() + " and was "
                            + folder.sourceStatus().uidValidity()
                            + " when the folder was listed: its UIDs mean nothing");
            return;
        }
        if (!isComplete(folder, count, pairs)) {
            // A message may have come or gone between the two responses: use what a second look shows.
            count = count(work.session().source(), Set.of(raw)).getOrDefault(raw, count);
        }
        UidSet lost = lost(folder, count, pairs);
        if (!lost.isEmpty()) {
            folder.setUnlisted(folder.unlisted() + lost.minus(folder.vanished()).size());
            unverified(folder, folder.untouched() ? lost.size() : 0);
            folder.setFailed(folder.failed().plus(lost.and(folder.vanished())));
            folder.setVanished(folder.vanished().minus(lost));
            folder.differences().add("UIDs " + lost + " are found by UID SEARCH at the source and were not copied");
        }
        long nameless = nameless(folder, count, pairs);
        if (nameless > 0) {
            unverified(folder, folder.untouched() ? nameless : 0);
            folder.setUnlisted(folder.unlisted() + nameless);
            folder.differences()
                    .add("the source counts " + Plural.of(nameless, "message", "messages")
                            + " more than it lists or finds");
        }
        UidSet later = count.found().minus(accounted(folder, pairs)).minus(UidSet.range(1, horizon(folder) - 1));
        if (!later.isEmpty()) {
            work.note(
                    EventKind.ARRIVED,
                    "folder " + folder.pair() + ": " + Plural.of(later.size(), "message has", "messages have")
                            + " reached the source since it was listed (UIDs " + later
                            + "); the next pass copies them");
        }
    }

    private static boolean isComplete(FolderCopyState folder, FolderCount count, UidMapping pairs) {
        return lost(folder, count, pairs).isEmpty() && nameless(folder, count, pairs) == 0;
    }

    /** Returns the source UIDs that are in the target or were reported. */
    private static UidSet accounted(FolderCopyState folder, UidMapping pairs) {
        return pairs.sourceUids()
                .plus(folder.skipped())
                .plus(folder.leftOut())
                .plus(folder.failed())
                .plus(folder.unlistedUids())
                .plus(MessageInfo.uids(folder.listed())
                        .minus(folder.vanished())); // a message without a counterpart is a difference already
    }

    /** Returns the first UID of messages that come later (RFC 9051, 2.3.1.1). */
    private static long horizon(FolderCopyState folder) {
        long last = folder.listed().isEmpty()
                ? 0
                : folder.listed().get(folder.listed().size() - 1).uid();
        return Math.max(1, Math.max(folder.sourceStatus().uidNext(), last + 1));
    }

    private static UidSet lost(FolderCopyState folder, FolderCount count, UidMapping pairs) {
        return count.found().minus(accounted(folder, pairs)).and(UidSet.range(1, horizon(folder) - 1));
    }

    private static long nameless(FolderCopyState folder, FolderCount count, UidMapping pairs) {
        UidSet listed = folder.untouched() ? pairs.sourceUids() : MessageInfo.uids(folder.listed());
        long known = count.found().plus(listed).plus(folder.unlistedUids()).size();
        long named = folder.unlisted() - folder.unlistedUids().size();
        return Math.max(0, count.exists() - known - named);
    }

    private void target(FolderCopyState folder, Map<String, FolderCount> counts, UidMapping pairs) {
        FolderCount own = counts.get(folder.pair().targetRaw());
        if (own == null) {
            whole(folder, "the target does not open the folder any more");
            return;
        }
        if (own.uidValidity() != folder.state().targetUidValidity()) {
            whole(
                    folder,
                    "UIDVALIDITY of the target is " + own.uidValidity() + " and was "
                            + folder.state().targetUidValidity()
                            + " when the folder was opened: its UIDs mean nothing");
            return;
        }
        UidSet listed = folder.untouched()
                ? pairs.sourceUids()
                : MessageInfo.uids(folder.listed()).minus(folder.goneAtTarget());
        for (UidMapping.Placed placed : pairs.placed()) {
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

    private static UidSet targets(UidMapping.Placed placed, UidSet listed) {
        long first = placed.run().source();
        long shift = placed.run().target() - first;
        UidSet of = UidSet.range(first, first + placed.run().count() - 1).and(listed);
        List<Long> targets = new ArrayList<>();
        of.stream().forEach(uid -> targets.add(uid + shift));
        return UidSet.of(targets);
    }

    private void onceOnly(FolderCopyState folder, UidMapping.Placed placed, UidSet mine) {
        UidSet before = claimed.getOrDefault(placed.state().target(), UidSet.empty());
        UidSet twice = before.and(mine);
        if (!twice.isEmpty()) {
            unverified(folder, twice.size());
            folder.differences().add("target UIDs " + twice + " stand for two messages of the source each");
        }
        claimed.put(placed.state().target(), before.plus(mine));
    }

    /** Returns the UIDs that FETCH does not return either: it may return what UID SEARCH omits. */
    private UidSet notListed(String raw, UidSet missing) {
        if (missing.isEmpty()) {
            return missing;
        }
        List<MessageInfo> there = new ArrayList<>();
        WireErrors.on(
                "reading folder " + raw + " of " + work.session().target().who(),
                () -> work.session().target().with(connection -> {
                    connection.examine(raw);
                    connection.fetchFacts(missing, there::add);
                    return null;
                }));
        return missing.minus(MessageInfo.uids(there));
    }

    /**
     * Reports missing messages. What this pass wrote, or all of a clone, must exist; from any other target the owner may have removed
     * it in the meantime.
     */
    private void missing(FolderCopyState folder, UidMapping.Placed placed, UidSet missing) {
        Set<Long> named = new LinkedHashSet<>();
        folder.found().stream()
                .filter(finding -> finding.kind() == Finding.Kind.MISSING)
                .forEach(finding -> named.add(finding.targetUid()));
        Set<Long> written = new LinkedHashSet<>();
        folder.written().forEach(message -> written.add(message.targetUid()));
        List<Long> gone = new ArrayList<>();
        UidSet news = UidSet.of(
                missing.stream().filter(uid -> !named.contains(uid)).boxed().toList());
        unverified(folder, news.size());
        news.stream().forEach(uid -> {
            long sourceUid = placed.run().source() + (uid - placed.run().target());
            if (strict
                    || written.contains(uid)
                            && placed.state().id() == folder.state().id()) {
                String text = folder.differs(sourceUid, "is missing in the target (UID " + uid + " there)");
                folder.found().add(new Finding(placed.state().id(), Finding.Kind.MISSING, sourceUid, uid, text));
            } else {
                gone.add(sourceUid);
            }
        });
        if (!folder.untouched()) {
            folder.setGoneAtTarget(folder.goneAtTarget().plus(UidSet.of(gone)));
        }
    }
}
