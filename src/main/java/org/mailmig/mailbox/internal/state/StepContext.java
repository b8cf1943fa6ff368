// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.mailmig.Account;
import org.mailmig.Progress;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.error.StoppingException;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.journal.CopyJournal;
import org.mailmig.ledger.journal.FolderStates;
import org.mailmig.ledger.journal.UidMappings;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.MemoryBudget;
import org.mailmig.runtime.WorkThreads;

/**
 * The context of a step: the account, its session, the ledger, and the stop signal. Safe for the step's own threads; they change the
 * account's result only while holding the account's monitor.
 */
public final class StepContext {
    final Account account;
    final AccountSession session;
    final Ledger ledger;
    final Settings settings;
    final MemoryBudget memory;
    private final Progress progress;
    private final BooleanSupplier stopping;
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();

    public StepContext(
            Account account,
            AccountSession session,
            Ledger ledger,
            Settings settings,
            MemoryBudget memory,
            Progress progress,
            BooleanSupplier stopping) {
        this.account = account;
        this.session = session;
        this.ledger = ledger;
        this.settings = settings;
        this.memory = memory;
        this.progress = progress;
        this.stopping = stopping;
    }

    public CopyJournal copies() {
        return ledger.copies();
    }

    public FolderStates folderStates() {
        return ledger.folderStates();
    }

    public UidMappings uidMappings() {
        return ledger.uidMappings();
    }

    /** Returns whether the target is still used by this clone only. */
    public boolean isCloning() {
        return account.cloning() && folderStates().cloneState(account.getMailbox()) != CloneState.FINISHED;
    }

    /** Throws if the step must stop. Called wherever stopping leaves nothing half done. */
    public void checkNotStopping() {
        if (stopping.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new StoppingException("account " + account.getAccount() + " was interrupted; the next run resumes");
        }
    }

    /** Adds messages that this step has to process, for the progress bar. */
    public void expect(long messages) {
        expected.addAndGet(messages);
    }

    /** Counts messages that this step has processed, for the progress bar. */
    public void settled(Step step, long messages) {
        long now = settled.addAndGet(messages);
        progress.progress(account, step, now, expected.get(), account.getResult().bytes);
    }

    public void warn(String text) {
        synchronized (account) {
            account.getResult().warn(text);
        }
    }

    /** Returns whether a transient error has delayed the account since its last progress. */
    public boolean hasWaited() {
        return account.getResult().progress.faults > 0;
    }

    /** Records an event that also appears in the report. */
    public void note(EventKind kind, String text) {
        synchronized (account) {
            if (account.getResult().notes.contains(text)) {
                return;
            }
            account.getResult().note(text);
        }
        event(kind, text);
    }

    /** Reports how a server deviates from what it announces, and what mailmig does instead. */
    public void report(ServerQuirks.Quirk quirk) {
        if (quirk.loses()) {
            warn(quirk.text());
            event(EventKind.QUIRK, quirk.text());
        } else {
            note(EventKind.QUIRK, quirk.text());
        }
    }

    public void event(EventKind kind, String text) {
        ledger.events().add(account.getWave(), account.getAccount(), kind, text);
    }

    public Account account() {
        return account;
    }

    public AccountSession session() {
        return session;
    }

    public Ledger ledger() {
        return ledger;
    }

    public WorkThreads threads() {
        return session.threads();
    }

    public MemoryBudget memory() {
        return memory;
    }

    public Settings settings() {
        return settings;
    }
}
