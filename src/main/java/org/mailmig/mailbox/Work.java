// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.mailmig.Account;
import org.mailmig.Progress;
import org.mailmig.Settings;
import org.mailmig.Step;
import org.mailmig.StoppingException;
import org.mailmig.imap.ServerQuirks;
import org.mailmig.ledger.Copies;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Ledger;

/**
 * What a step needs: the account, its session, the ledger, and whether to go on. Safe for the step's own threads, but for
 * the account's result, which they change while holding the account's monitor.
 */
final class Work {
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(200);

    final Account account;
    final Session session;
    final Ledger ledger;
    final Settings settings;
    final MemoryBudget memory;
    private final Progress progress;
    private final BooleanSupplier stopping;
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();

    Work(
            Account account,
            Session session,
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

    Copies copies() {
        return ledger.copies();
    }

    /** Nobody but this clone uses the target yet. */
    boolean isCloning() {
        return account.cloning() && copies().cloneState(account.getMailbox()) != Copies.CloneState.FINISHED;
    }

    /** Asked at each point where stopping leaves nothing half done. */
    void goOn() {
        if (stopping.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new StoppingException("account " + account.getAccount() + " was interrupted; the next run goes on");
        }
    }

    /** Waits, unless the step is stopped. */
    void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            goOn();
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, LONGEST_SLEEP.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // goOn sees it
            }
        }
        goOn();
    }

    void expect(long messages) {
        expected.addAndGet(messages);
    }

    void settled(Step step, long messages) {
        long now = settled.addAndGet(messages);
        progress.progress(account, step, now, expected.get(), account.getResult().bytes);
    }

    void warn(String text) {
        synchronized (account) {
            account.getResult().warn(text);
        }
    }

    /** Has a fault that may pass kept the account waiting since it last came further? */
    boolean hasWaited() {
        return account.getResult().faults > 0;
    }

    /** An event that also stands in the report. */
    void note(EventKind kind, String text) {
        synchronized (account) {
            if (account.getResult().notes.contains(text)) {
                return;
            }
            account.getResult().note(text);
        }
        event(kind, text);
    }

    /** How a server does not keep to what it announces, and what is done instead. */
    void tell(ServerQuirks.Quirk quirk) {
        if (quirk.loses()) {
            warn(quirk.text());
            event(EventKind.QUIRK, quirk.text());
        } else {
            note(EventKind.QUIRK, quirk.text());
        }
    }

    void event(EventKind kind, String text) {
        ledger.events().add(account.getWave(), account.getAccount(), kind, text);
    }
}
