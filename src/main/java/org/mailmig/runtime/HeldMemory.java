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
 * much, the largest holder waits until others have ended. It learns that when it needs more, and holds its memory until then: up to a half
 * more may be in use in the meantime, and beyond that the holder that asks waits. Thread-safe.
 */
public final class HeldMemory implements AutoCloseable {
    private static final Budget PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 3);

    private final String who;
    private final Budget budget;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean refused;
    private volatile long heldWhenRefused;
    /** Whether the refusal was thrown: the memory is released as the account ends. */
    private boolean knows;

    private boolean closed;
    /** The bytes of {@link Budget#pending} that are this holder's. Guarded by the budget. */
    private long pending;

    /** The total that may be held. */
    static final class Budget {
        /** Limits the names of holders that had to wait; more than an installation processes at a time. */
        private static final int MOST_WAITING = 1000;

        private final long most;
        /** The most that may be in use while refused holders have not learned of it. */
        private final long mostInUse;

        private final AtomicLong total = new AtomicLong();
        /** The part of the total that refused holders still hold, because they have not learned of it. */
        private final AtomicLong pending = new AtomicLong();

        private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();
        private final Set<String> waited = new LinkedHashSet<>();
        /** A holder that had to wait before: the others now wait for it, so that each gets its turn. */
        private HeldMemory favoured;

        Budget(long most) {
            this.most = most;
            this.mostInUse = most + most / 2;
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
            pending.addAndGet(-holder.pending);
            holder.pending = 0;
        }

        private synchronized void freed(HeldMemory holder, long bytes) {
            total.addAndGet(-bytes);
            long done = Math.min(holder.pending, bytes);
            holder.pending -= done;
            pending.addAndGet(-done);
        }

        private boolean isExceeded() {
            long used = total.get();
            return used - pending.get() > most || used > mostInUse;
        }

        /** Refuses the largest holders; if those that were refused before still hold too much, the one that asks. */
        private synchronized void refuse(HeldMemory asking) {
            while (total.get() - pending.get() > most) {
                HeldMemory largest = largest(null);
                if (largest == null) {
                    return;
                }
                if (largest.held.get() <= most) {
                    HeldMemory another = largest(favoured);
                    largest = another == null ? largest : another;
                    wait(largest.who);
                }
                refused(largest);
            }
            if (!asking.refused && total.get() > mostInUse) {
                wait(asking.who);
                refused(asking);
            }
        }

        private void refused(HeldMemory holder) {
            left(holder);
            holder.heldWhenRefused = holder.held.get();
            holder.pending = holder.heldWhenRefused;
            pending.addAndGet(holder.pending);
            holder.refused = true;
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
        if (budget.isExceeded()) {
            budget.refuse(this);
        }
        if (refused) {
            throw learned();
        }
    }

    private synchronized StopException learned() {
        knows = true;
        leave();
        return refusal(heldWhenRefused);
    }

    private StopException refusal(long bytes) {
        String budgeted =
                " MB that all active accounts may use (a third of Java's heap). Give Java more (-Xmx), or lower"
                        + " mailmig.accounts.in-flight.";
        return bytes > budget.most
                ? new PermanentException(
                        who + " does not fit into memory: it needs more than the " + (budget.most >> 20) + budgeted)
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
        if (bytes < held.get()) {
            held.addAndGet(-bytes);
            budget.freed(this, bytes);
        } else {
            release();
        }
    }

    /** Releases all bytes; counting starts again at 0. A refusal that was not thrown yet has no effect any more. */
    public synchronized void release() {
        leave();
        refused = knows;
    }

    @Override
    public synchronized void close() {
        closed = true;
        leave();
    }
}
