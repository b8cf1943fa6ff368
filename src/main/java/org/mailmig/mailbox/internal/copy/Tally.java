// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.MessageCounts;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/**
 * Counts what became of each source message, from what the pass listed and from the ledger's pairings, and writes the report of each
 * folder. These numbers are computed only here ({@link MessageCounts} lists the invariants).
 */
public final class Tally {
    private final StepContext work;
    private final CopyPassResult pass;
    private final Account account;

    public Tally(StepContext work, CopyPassResult pass) {
        this.work = work;
        this.pass = pass;
        this.account = work.account();
    }

    /** Reports after a pass. What the pass did not reach is in none of the numbers. */
    void report() {
        report(false);
    }

    /** Reports at the end: what is in none of the numbers has failed and is listed as a difference. */
    public void reportAll() {
        report(true);
    }

    /** Reports after a pass that {@code fault} ended. If the ledger is no longer available, {@code fault} is still reported. */
    void reportAfter(Throwable fault) {
        try {
            report(false);
        } catch (RuntimeException e) {
            fault.addSuppressed(e);
        }
    }

    private void report(boolean whole) {
        AccountResult result = account.getResult();
        Map<String, FolderReport> reports = new LinkedHashMap<>();
        result.folders.forEach(report -> reports.put(report.source(), report));
        UidMapping.OfMailbox known = new UidMapping.OfMailbox(work.ledger(), account.getMailbox(), pass);
        Map<Long, Long> bases = work.ledger().copyBases().of(account);
        long bytes = 0;
        long goneAtSource = 0;
        for (FolderCopyState folder : pass.folders()) {
            Counted counted = count(folder, known, bases);
            MessageCounts counts = whole || folder.isGivenUp() ? counted.counts.restFailed() : counted.counts;
            bytes += counted.bytes;
            goneAtSource += folder.goneAtSource().size();
            String name = folder.pair().source().name();
            reports.put(name, report(folder, counts, reports.get(name)));
        }
        synchronized (account) {
            result.goneAtSource = goneAtSource;
            result.bytes = Math.max(result.bytes, bytes);
            result.count(List.copyOf(reports.values()));
        }
    }

    private static FolderReport report(FolderCopyState folder, MessageCounts counts, FolderReport earlier) {
        return new FolderReport(
                folder.pair().source().name(),
                folder.pair().targetName(),
                counts,
                folder.verified(),
                folder.goneAtSource().isEmpty() ? "" : folder.goneAtSource().toString(),
                altered(earlier, folder),
                List.copyOf(folder.differences().texts()));
    }

    private static List<String> altered(FolderReport earlier, FolderCopyState folder) {
        Set<String> altered = new LinkedHashSet<>(earlier == null ? List.of() : earlier.altered());
        folder.differences()
                .altered()
                .forEach((why, uids) -> altered.add(
                        "stored altered because the target does not keep " + why + ": target UIDs " + uids));
        return List.copyOf(altered);
    }

    /** @param bytes bytes of the messages that this wave copied and the source still lists */
    private record Counted(MessageCounts counts, long bytes) {}

    private static Counted count(FolderCopyState folder, UidMapping.OfMailbox known, Map<Long, Long> bases) {
        if (folder.state() == null) {
            FolderStatus status = folder.pair().source().status();
            long messages = Math.max(
                    status == null ? 0 : status.messages(), folder.source().count());
            return new Counted(new MessageCounts(messages, 0, 0, 0, 0, 0, 0), 0);
        }
        UidMapping pairs = known.of(
                folder.pair().source().rawName(), folder.source().status().uidValidity());
        UidSet copied = copied(pairs, bases).plus(folder.written().sourceUids());
        return folder.untouched() ? untouched(folder, copied) : listed(folder, pairs.sourceUids(), copied);
    }

    /** Returns the source UIDs of what this wave wrote. */
    private static UidSet copied(UidMapping pairs, Map<Long, Long> bases) {
        List<UidRun> runs = new ArrayList<>();
        for (UidMapping.Placed placed : pairs.placed()) {
            UidRun run = placed.run();
            long before = bases.getOrDefault(placed.state().id(), Long.MAX_VALUE) - run.target();
            if (run.ours() && before < run.count()) {
                long from = Math.max(0, before);
                runs.add(new UidRun(run.source() + from, run.target() + from, run.count() - from, true));
            }
        }
        return UidMapping.sourceUids(runs);
    }

    /** Counts a folder that was not listed, because nothing has changed since a pass that found everything in the target. */
    private static Counted untouched(FolderCopyState folder, UidSet copied) {
        long gone = folder.countGoneAtTarget();
        long mine = Math.min(copied.size(), Math.max(0, folder.source().count() - gone));
        long present = Math.max(0, folder.source().count() - gone - mine);
        return new Counted(new MessageCounts(mine + present + gone, mine, present, gone, 0, 0, 0), 0);
    }

    private static Counted listed(FolderCopyState folder, UidSet paired, UidSet copied) {
        UidSet listed = folder.source().uids().minus(folder.notCopied().vanished());
        UidSet left = listed;
        UidSet failed = folder.notCopied().failed().and(left).minus(copied);
        left = left.minus(failed);
        UidSet skipped = folder.notCopied().skipped().and(left).minus(copied);
        left = left.minus(skipped);
        UidSet leftOut = folder.notCopied().leftOut().and(left).minus(copied);
        left = left.minus(leftOut);
        UidSet gone = folder.notCopied().goneAtTarget().and(left);
        left = left.minus(gone);
        UidSet mine = copied.and(left);
        UidSet present = paired.and(left).minus(mine);
        long goneAtSource = copied.minus(listed).size();
        return new Counted(
                new MessageCounts(
                        listed.size() + goneAtSource + folder.notCopied().unlisted(),
                        mine.size() + goneAtSource,
                        present.size(),
                        gone.size(),
                        skipped.size(),
                        failed.size() + folder.notCopied().unlisted(),
                        leftOut.size()),
                bytes(folder, mine));
    }

    private static long bytes(FolderCopyState folder, UidSet mine) {
        long bytes = 0;
        Set<Long> written = new java.util.HashSet<>();
        for (WrittenMessages.Written each : folder.written().messages()) {
            written.add(each.source().uid());
            bytes += each.size();
        }
        for (MessageInfo message : folder.source().messages()) {
            bytes += mine.contains(message.uid()) && !written.contains(message.uid()) ? message.size() : 0;
        }
        return bytes;
    }
}
