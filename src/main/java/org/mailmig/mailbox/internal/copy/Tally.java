// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.MessageCounts;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

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
            FolderTally counted = FolderTally.of(folder, known, bases);
            MessageCounts counts =
                    whole || folder.isGivenUp() ? counted.counts().restFailed() : counted.counts();
            bytes += counted.bytes();
            goneAtSource += folder.pairing().goneAtSource().size();
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
                folder.verification().messages(),
                folder.pairing().goneAtSource().isEmpty()
                        ? ""
                        : folder.pairing().goneAtSource().toString(),
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
}
