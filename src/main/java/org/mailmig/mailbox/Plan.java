// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Count;
import org.mailmig.FolderReport;
import org.mailmig.Result;
import org.mailmig.imap.CommandRefusedException;
import org.mailmig.imap.SelectedFolder;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.EventKind;

/** The check, and how much there is to copy; nothing is written anywhere. */
final class Plan {
    private final Work work;

    Plan(Work work) {
        this.work = work;
    }

    void run() {
        new Check(work).run();
        FolderListings listing = work.session.takeListing(work.account.getAccount());
        FolderPlan plan = FolderPlan.of(work.account.getRow(), listing);
        work.session.placed(plan, listing);
        plan.warnings().forEach(work::warn);
        plan.leftOut().forEach(folder -> work.event(EventKind.LEFT_OUT, "folder " + folder));
        plan.mapped().forEach(text -> work.event(EventKind.MAPPED, text));
        Result result = work.account.getResult();
        List<FolderReport> reports = new ArrayList<>();
        Parallel.each(plan.pairs(), work.session.source.most(), new AtomicReference<>(), pair -> {
            long[] counted = count(pair, plan.isArchive(pair) ? new GmailArchive(listing.source()) : null);
            synchronized (reports) {
                result.bytes += counted[1];
                reports.add(new FolderReport(pair.source().name(), pair.targetName(), counted[0], 0, 0, "", List.of()));
            }
        });
        reports.sort(java.util.Comparator.comparing(FolderReport::source));
        result.folders = reports;
    }

    /** @param archive where only what stands nowhere else is copied, else {@code null} */
    private long[] count(FolderPair pair, GmailArchive archive) {
        long[] counted = new long[2];
        Faults.on(
                "reading folder " + pair + " of " + work.session.source.who(),
                () -> work.session.source.with(connection -> {
                    SelectedFolder opened;
                    try {
                        opened = connection.examine(pair.source().rawName());
                    } catch (CommandRefusedException e) {
                        if (e.passing()) {
                            throw e;
                        }
                        work.warn("folder " + pair + " cannot be read and would not be copied: " + e.getMessage());
                        return null;
                    }
                    if (opened.status().messages() == 0) {
                        return null;
                    }
                    UidSet elsewhere = archive == null
                            ? UidSet.empty()
                            : archive.elsewhere(connection, UidSet.range(1, 0xFFFFFFFFL));
                    WholeListing all = WholeListing.of(connection, opened, List.of(), facts -> facts::add);
                    all.facts().stream()
                            .filter(message -> !elsewhere.contains(message.uid()))
                            .forEach(message -> {
                                counted[0]++;
                                counted[1] += message.size();
                            });
                    counted[0] += all.missing();
                    if (all.missing() > 0) {
                        work.warn("folder " + pair + ": " + Count.of(all.missing(), "message", "messages")
                                + " of the source cannot be listed: " + all.words());
                    }
                    return null;
                }));
        return counted;
    }
}
