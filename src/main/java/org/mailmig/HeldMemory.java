// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an account, or one answer of a server, holds in memory, counted in octets. All of this process together may hold a third
 * of Java's heap; beyond that the one that holds most is refused, so that a server without end stops its own account and no
 * other. Safe for any number of threads.
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
        private final long most;
        private final AtomicLong total = new AtomicLong();
        private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();

        Budget(long most) {
            this.most = most;
        }

        HeldMemory begin(String who) {
            return new HeldMemory(who, this);
        }

        private synchronized void refuseLargest() {
            while (total.get() > most) {
                HeldMemory largest = null;
                long size = 0;
                for (HeldMemory each : holders) {
                    if (each.held.get() > size) {
                        largest = each;
                        size = each.held.get();
                    }
                }
                if (largest == null) {
                    return;
                }
                largest.heldWhenRefused = size;
                largest.refused = true;
                largest.leave();
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
     * Counts so many octets more.
     *
     * @throws FatalException where this one holds more than half of what all may hold
     * @throws PassingException where it holds less and yet more than any other: it may fit when others have ended
     */
    public void hold(long octets) {
        synchronized (this) {
            if (!refused && !closed) {
                if (held.get() == 0) {
                    budget.holders.add(this);
                }
                held.addAndGet(octets);
                budget.total.addAndGet(octets);
            }
        }
        if (budget.total.get() > budget.most) {
            budget.refuseLargest();
        }
        if (refused) {
            throw refusal(heldWhenRefused);
        }
    }

    private StopException refusal(long octets) {
        String text = who + " has more than fits into memory: it needs more than " + (octets >> 20) + " MB of the "
                + (budget.most >> 20)
                + " MB that all accounts at work may hold (a third of Java's heap). Give Java more"
                + " (-Xmx), or lower mailmig.accounts.in-flight.";
        return octets > budget.most / 2 ? new FatalException(text) : new PassingException(text, null);
    }

    /** Nothing of it is counted any more. */
    private void leave() {
        budget.holders.remove(this);
        budget.total.addAndGet(-held.getAndSet(0));
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
