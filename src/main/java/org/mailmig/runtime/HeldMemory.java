// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;

/**
 * What an account, or one answer of a server, holds in memory, counted in bytes. All of this process together may hold a third
 * of Java's heap. One that alone needs more is refused, so that a server without end stops its own account and no other. Where it is
 * only too much together, the largest has to wait until others have ended. Safe for any number of threads.
 */
public final class HeldMemory implements AutoCloseable {
    private static final Budget PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 3);

    private final String who;
    private final Budget budget;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean refused;
    private volatile long heldWhenRefused;
    private boolean closed;

    /** What may be held together. */
    static final class Budget {
        /** Names of those that had to wait; more than an installation has at work at a time. */
        private static final int MOST_WAITING = 1000;

        private final long most;
        private final AtomicLong total = new AtomicLong();
        private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();
        private final Set<String> waited = new LinkedHashSet<>();
        /** One that had to wait before: the others wait for it now, so that each gets its turn. */
        private HeldMemory favoured;

        Budget(long most) {
            this.most = most;
        }

        HeldMemory begin(String who) {
            return new HeldMemory(who, this);
        }

        private synchronized void entered(HeldMemory holder) {
            holders.add(holder);
            if (favoured == null && waited.remove(holder.who)) {
                favoured = holder;
            }
        }

        private synchronized void left(HeldMemory holder) {
            holders.remove(holder);
            favoured = favoured == holder ? null : favoured;
        }

        private synchronized void refuseLargest() {
            while (total.get() > most) {
                HeldMemory largest = largest(null);
                if (largest == null) {
                    return;
                }
                if (largest.held.get() <= most) {
                    HeldMemory another = largest(favoured);
                    largest = another == null ? largest : another;
                    wait(largest.who);
                }
                largest.heldWhenRefused = largest.held.get();
                largest.refused = true;
                largest.leave();
            }
        }

        private HeldMemory largest(HeldMemory but) {
            HeldMemory largest = null;
            long size = 0;
            for (HeldMemory each : holders) {
                if (each != but && each.held.get() > size) {
                    largest = each;
                    size = each.held.get();
                }
            }
            return largest;
        }

        private void wait(String who) {
            waited.add(who);
            if (waited.size() > MOST_WAITING) {
                waited.remove(waited.iterator().next());
            }
        }
    }

    private HeldMemory(String who, Budget budget) {
        this.who = who;
        this.budget = budget;
    }

    /** @param who begins the sentence that refuses, for example a server */
    public static HeldMemory begin(String who) {
        return PROCESS.begin(who);
    }

    /**
     * Counts so many bytes more.
     *
     * @throws PermanentException where this one alone holds more than all may hold
     * @throws TransientException where all together hold too much and this one has to wait; that uses up no attempt
     */
    public void hold(long bytes) {
        synchronized (this) {
            if (!refused && !closed) {
                if (held.get() == 0) {
                    budget.entered(this);
                }
                held.addAndGet(bytes);
                budget.total.addAndGet(bytes);
            }
        }
        if (budget.total.get() > budget.most) {
            budget.refuseLargest();
        }
        if (refused) {
            throw refusal(heldWhenRefused);
        }
    }

    private StopException refusal(long bytes) {
        String budgeted =
                " MB that all accounts at work may hold (a third of Java's heap). Give Java more (-Xmx), or lower"
                        + " mailmig.accounts.in-flight.";
        return bytes > budget.most
                ? new PermanentException(who + " has more than fits into memory: it needs more than the "
                        + (budget.most >> 20) + budgeted)
                : TransientException.busy(
                        who + " has to wait for memory: it holds " + (bytes >> 20)
                                + " MB, and together with others more" + " than the " + (budget.most >> 20) + budgeted,
                        null,
                        Instant.now());
    }

    /** Nothing of it is counted any more. */
    private void leave() {
        budget.left(this);
        budget.total.addAndGet(-held.getAndSet(0));
    }

    /** So many of the bytes that were counted are free again. */
    public synchronized void free(long bytes) {
        if (!refused && !closed) {
            long freed = Math.min(bytes, held.get());
            budget.total.addAndGet(-freed);
            if (held.addAndGet(-freed) == 0) {
                budget.left(this);
            }
        }
    }

    /** All that was counted is free again; counting begins at nothing. */
    public synchronized void release() {
        if (!refused) {
            leave();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        leave();
    }
}
