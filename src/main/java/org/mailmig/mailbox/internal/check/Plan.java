// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.folders.GmailArchive;
import org.mailmig.mailbox.internal.message.WholeListing;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/** Runs the check and counts what there is to copy. Writes nothing on any server. */
public final class Plan {
    private final StepContext work;

    public Plan(StepContext work) {
        this.work = work;
    }

    public void run() {
        new Check(work).run();
        FolderListings listing = work.session().takeListing();
        FolderPlan plan = FolderPlan.of(work.account().getRow(), listing);
        work.session().placed(plan, listing);
        plan.warnings().forEach(work::warn);
        plan.leftOut().forEach(folder -> work.event(EventKind.LEFT_OUT, "folder " + folder));
        plan.mapped().forEach(text -> work.event(EventKind.MAPPED, text));
        AccountResult result = work.account().getResult();
        List<FolderReport> reports = new ArrayList<>();
        work.threads().each(plan.pairs(), work.session().source().most(), new AtomicReference<>(), pair -> {
            long[] counted = count(pair, plan.isArchive(pair) ? new GmailArchive(listing.source()) : null);
            synchronized (reports) {
                result.bytes += counted[1];
                reports.add(new FolderReport(pair.source().name(), pair.targetName(), counted[0], 0, 0, "", List.of()));
            }
        });
        reports.sort(java.util.Comparator.comparing(FolderReport::source));
        result.folders = reports;
    }

    /** @param archive given if only messages that are in no other folder are copied, else {@code null} */
    private long[] count(FolderPair pair, GmailArchive archive) {
        long[] counted = new long[2];
        WireErrors.on(
                "reading folder " + pair + " of " + work.session().source().who(),
                () -> work.session().source().with(connection -> {
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
                    UidSet elsewhere = archive == null ? UidSet.empty() : archive.elsewhere(connection, UidSet.ALL);
                    WholeListing all = WholeListing.of(connection, opened, List.of(), facts -> facts::add);
                    all.facts().stream()
                            .filter(message -> !elsewhere.contains(message.uid()))
                            .forEach(message -> {
                                counted[0]++;
                                counted[1] += message.size();
                            });
                    counted[0] += all.missing();
                    if (all.missing() > 0) {
                        work.warn("folder " + pair + ": " + Plural.of(all.missing(), "message", "messages")
                                + " of the source cannot be listed: " + all.words());
                    }
                    return null;
                }));
        return counted;
    }
}
