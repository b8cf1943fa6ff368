// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.Account;
import org.mailmig.FatalException;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.imap.FolderStatus;
import org.mailmig.imap.ListedFolder;
import org.mailmig.ledger.Copies.CloneState;
import org.mailmig.ledger.FolderState;

/**
 * Compares the target with what the pass listed at the source. Messages written in this pass are read anew; folders that
 * nobody touched are compared by their counters; surplus is a difference for a clone only. A difference stops the line.
 */
final class Verify {
    private final Work work;
    private final Account account;
    private final boolean full;

    Verify(Work work) {
        this.work = work;
        this.account = work.account;
        this.full = work.settings.flag("mailmig.verify.full");
    }

    void run() {
        Pass pass = work.session.pass;
        if (pass == null) {
            // The process that copied is gone and with it what it listed: a new pass finds everything present.
            pass = CopyPass.run(work, Step.COPY);
        }
        verify(pass);
        new SieveCopy(work).verify();
        if (pass.cloning()) {
            work.copies().cloneState(account, CloneState.FINISHED);
        }
    }

    /** Also after a sweep's pass. @throws FatalException PARTIAL where anything differs */
    void verify(Pass pass) {
        List<FolderPass> folders = pass.reached();
        folders.forEach(folder -> new LateArrivals(work, folder).removeDoubles());
        Map<String, ListedFolder> now = new HashMap<>();
        Faults.on("listing the folders of " + work.session.target.who(), () -> work.session.target.list())
                .forEach(folder -> now.put(FolderNames.inboxFolded(folder.rawName()), folder));
        if (pass.cloning()) {
            new RolesKept(work).look(pass, now);
        }
        boolean strict = pass.cloning() && !account.getResult().fellBack;
        Pairs.OfMailbox known = new Pairs.OfMailbox(work.copies(), account.getMailbox(), pass);
        int threads = Math.max(1, work.session.target.opened());
        List<List<FolderPass>> shares = shares(folders, threads);
        Parallel.each(shares, threads, new AtomicReference<>(), share -> {
            work.goOn();
            look(share, known, now, strict);
        });
        new FinalCheck(work, pass, known, strict).run();
        folders.forEach(folder -> writeDown(folder, status(now.get(FolderNames.inboxFolded(folder.pair.targetRaw())))));
        new Tally(work, pass).reportAll();
        stopAtDifferences(pass);
    }

    private static List<List<FolderPass>> shares(List<FolderPass> folders, int count) {
        List<List<FolderPass>> shares = new ArrayList<>();
        for (int i = 0; i < Math.min(count, folders.size()); i++) {
            shares.add(new ArrayList<>());
        }
        for (int i = 0; i < folders.size(); i++) {
            shares.get(i % count).add(folders.get(i));
        }
        return shares;
    }

    /** Asks for all folders of the share at once, then judges one by one. */
    private void look(List<FolderPass> share, Pairs.OfMailbox known, Map<String, ListedFolder> now, boolean strict) {
        Map<FolderPass, FolderVerify> doubtful = new LinkedHashMap<>();
        for (FolderPass folder : share) {
            folder.isAsLeft =
                    !full && isAsLeft(folder, status(now.get(FolderNames.inboxFolded(folder.pair.targetRaw()))));
            if (!folder.isAsLeft) {
                doubtful.put(folder, new FolderVerify(work, folder, known, strict, full));
            }
        }
        if (!doubtful.isEmpty()) {
            Faults.on(
                    "account " + account.getAccount() + ", verifying",
                    () -> work.session.target.with(connection -> {
                        connection.examineEach(doubtful.values().stream()
                                .map(FolderVerify::look)
                                .toList());
                        return null;
                    }));
        }
        for (FolderPass folder : share) {
            work.goOn();
            if (doubtful.containsKey(folder)) {
                doubtful.get(folder).judge();
            } else {
                folder.verified = folder.messages - folder.countGoneAtTarget();
                FolderVerify.nameAgain(work, folder);
            }
        }
    }

    /** What was found, for the runs that follow; and the counters, where nothing was. */
    private void writeDown(FolderPass folder, FolderStatus target) {
        if (folder.state == null) {
            return;
        }
        long id = folder.state.id();
        if (!folder.found.isEmpty() || folder.findings.stream().anyMatch(finding -> finding.folder() == id)) {
            work.ledger.findings().replace(account, id, List.copyOf(new LinkedHashSet<>(folder.found)));
        }
        if (!folder.differences.isEmpty()) {
            work.copies().unsettled(account, id);
        } else if (target != null && isWhole(folder)) {
            work.copies().passed(account, counters(folder, target));
        }
    }

    /** Counters of a folder that something was left out of would tell the next run that all of it stands in the target. */
    private static boolean isWhole(FolderPass folder) {
        return folder.notCopied().isEmpty();
    }

    private static FolderStatus status(ListedFolder folder) {
        return folder == null ? null : folder.status();
    }

    private static boolean isAsLeft(FolderPass folder, FolderStatus now) {
        return folder.untouched
                && now != null
                && now.uidValidity() == folder.state.targetUidValidity()
                && now.uidNext() == folder.state.targetUidNext()
                && now.messages() == folder.state.targetMessages()
                && now.highestModSeq() == folder.state.targetModSeq();
    }

    private static FolderState counters(FolderPass folder, FolderStatus target) {
        FolderState state = folder.state;
        return new FolderState(
                state.id(),
                state.mailbox(),
                state.source(),
                state.sourceUidValidity(),
                state.sourceMailboxId(),
                state.target(),
                state.targetUidValidity(),
                folder.sourceStatus.messages(),
                folder.sourceStatus.uidNext(),
                folder.unheld.isEmpty() ? folder.sourceStatus.highestModSeq() : 0, // else the next pass would not look
                target.messages(),
                target.uidNext(),
                target.highestModSeq(),
                folder.goneAtSource.isEmpty() ? "" : folder.goneAtSource.toString(),
                folder.countGoneAtTarget());
    }

    private void stopAtDifferences(Pass pass) {
        long count = pass.folders().stream()
                .mapToLong(folder -> folder.differences.size())
                .sum();
        if (count == 0) {
            return;
        }
        FolderPass first = pass.folders().stream()
                .filter(folder -> !folder.differences.isEmpty())
                .findFirst()
                .orElseThrow();
        throw new FatalException(
                "account " + account.getAccount() + ": verify found " + count + " differences, first in folder "
                        + first.pair + ": " + first.differences.get(0)
                        + ". Look at the report, then retry; the forwarder stays as it is.",
                null,
                Outcome.PARTIAL);
    }
}
