// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;

/**
 * The memory, in bytes, that an account or one response of a server holds. All holders of this process together may use a third of Java's
 * heap. A holder that needs more alone is refused, so that a server that sends without end stops only its own account. If the total is too
 * much, the largest holder waits until others have ended. Thread-safe.
 */
public final class HeldMemory implements AutoCloseable {
    private static final Budget PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 3);

    private final String who;
    private final Budget budget;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean refused;
    private volatile long heldWhenRefused;
    private boolean closed;

    /** The total that may be held. */
    static final class Budget {
        /** Limits the names of holders that had to wait; more than an installation processes at a time. */
        private static final int MOST_WAITING = 1000;

        private final long most;
        private final AtomicLong total = new AtomicLong();
        private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();
        private final Set<String> waited = new LinkedHashSet<>();
        /** A holder that had to wait before: the others now wait for it, so that each gets its turn. */
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

    /** @param who the beginning of the refusal's sentence, for example a server */
    public static HeldMemory begin(String who) {
        return PROCESS.begin(who);
    }

    /**
     * Adds this many bytes.
     *
     * @throws PermanentException if this holder alone needs more than the total
     * @throws TransientException if the total is too much and this holder has to wait; that uses up no attempt
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
                : TransientException.waiting(who + " has to wait for memory: it holds " + (bytes >> 20)
                        + " MB, and together with others more" + " than the " + (budget.most >> 20) + budgeted);
    }

    /** Removes this holder from the count. */
    private void leave() {
        budget.left(this);
        budget.total.addAndGet(-held.getAndSet(0));
    }

    /** Releases this many bytes. */
    public synchronized void free(long bytes) {
        if (!refused && !closed) {
            long freed = Math.min(bytes, held.get());
            budget.total.addAndGet(-freed);
            if (held.addAndGet(-freed) == 0) {
                budget.left(this);
            }
        }
    }

    /** Releases all bytes; counting starts again at 0. */
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
