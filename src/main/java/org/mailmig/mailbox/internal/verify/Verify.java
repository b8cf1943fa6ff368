// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.copy.CopyPass;
import org.mailmig.mailbox.internal.copy.Tally;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.scripts.SieveCopy;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.tree.SpecialUseVerify;

/**
 * Compares the target with what the pass listed at the source. Messages written in this pass are read again; unchanged folders are
 * compared by their counters; surplus messages are a difference for a clone only. A difference ends the account's migration as PARTIAL.
 */
public final class Verify {
    private final StepContext work;
    private final Account account;
    private final boolean full;

    public Verify(StepContext work) {
        this.work = work;
        this.account = work.account();
        this.full = work.settings().flag("mailmig.verify.full");
    }

    public void run() {
        CopyPassResult pass = work.session().pass();
        if (pass == null) {
            // The process that copied has ended, and its listings are lost: a new pass finds everything present.
            pass = CopyPass.run(work, Step.COPY);
        }
        verify(pass);
        new SieveCopy(work).verify();
        if (pass.cloning()) {
            work.folderStates().cloneState(account, CloneState.FINISHED);
        }
    }

    /** Verifies a pass; also used after a pass of the sweep. @throws PermanentException PARTIAL if anything differs */
    void verify(CopyPassResult pass) {
        List<FolderCopyState> folders = pass.reached();
        folders.forEach(folder -> new LateAppends(work, folder).removeDoubles());
        boolean strict = pass.cloning() && !account.getResult().fellBack;
        UidMapping.OfMailbox known = new UidMapping.OfMailbox(work.ledger(), account.getMailbox(), pass);
        FinalCheck last = new FinalCheck(work, pass, known, strict);
        Map<String, ListedFolder> now = compareAndCount(last, () -> compare(pass, folders, known, strict));
        last.run();
        VerifyOutcome outcome = new VerifyOutcome(work);
        folders.forEach(folder -> outcome.writeDown(
                folder, now.get(FolderNames.inboxFolded(folder.pair().targetRaw()))));
        new Tally(work, pass).reportAll();
        outcome.stopAtDifferences(pass);
    }

    /**
     * Returns the target's folders by raw name. If a second connection is open, it counts the messages while the others compare, which
     * saves its round trips. A full verify takes long: it counts at the end.
     */
    private Map<String, ListedFolder> compareAndCount(FinalCheck last, Supplier<Map<String, ListedFolder>> compare) {
        return WireErrors.on("verifying " + work.session().target().who(), () -> {
            if (!countsMeanwhile()) {
                return compare.get();
            }
            return work.threads().both(compare::get, () -> {
                last.countCopied();
                return null;
            });
        });
    }

    private boolean countsMeanwhile() {
        return !full && work.session().target().opened() > 1;
    }

    /** Compares each folder with its listing of the target. Returns the target's folders by raw name. */
    private Map<String, ListedFolder> compare(
            CopyPassResult pass, List<FolderCopyState> folders, UidMapping.OfMailbox known, boolean strict) {
        MailboxConnections<?> target = work.session().target();
        Map<String, ListedFolder> now = new HashMap<>();
        WireErrors.on("listing the folders of " + target.who(), target::list)
                .forEach(folder -> now.put(FolderNames.inboxFolded(folder.rawName()), folder));
        if (pass.cloning()) {
            new SpecialUseVerify(work).look(pass, now);
        }
        int threads = Math.max(1, target.opened() - (countsMeanwhile() ? 1 : 0));
        VerifyShare comparison = new VerifyShare(work, known, now, strict, full);
        work.threads().each(VerifyShare.of(folders, threads), threads, new AtomicReference<>(), share -> {
            work.checkNotStopping();
            comparison.verify(share);
        });
        return now;
    }
}
