// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The total that all {@link HeldMemory} together may be, and which holders have to wait. Thread-safe. */
final class HeldMemoryBudget {
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

    HeldMemoryBudget(long most) {
        this.most = most;
        this.mostInUse = most + most / 2;
    }

    /** The total, in bytes. */
    long most() {
        return most;
    }

    /** Changes the total by this many bytes. */
    void add(long bytes) {
        total.addAndGet(bytes);
    }

    HeldMemory begin(String who) {
        return new HeldMemory(who, this);
    }

    synchronized void entered(HeldMemory holder) {
        holders.add(holder);
        if (favoured == null && waited.remove(holder.who())) {
            favoured = holder;
        }
    }

    synchronized void left(HeldMemory holder) {
        holders.remove(holder);
        favoured = favoured == holder ? null : favoured;
        pending.addAndGet(-holder.pending);
        holder.pending = 0;
    }

    synchronized void freed(HeldMemory holder, long bytes) {
        total.addAndGet(-bytes);
        long done = Math.min(holder.pending, bytes);
        holder.pending -= done;
        pending.addAndGet(-done);
    }

    boolean isExceeded() {
        long used = total.get();
        return used - pending.get() > most || used > mostInUse;
    }

    /** Refuses the largest holders; if those that were refused before still hold too much, the one that asks. */
    synchronized void refuse(HeldMemory asking) {
        while (total.get() - pending.get() > most) {
            HeldMemory largest = largest(null);
            if (largest == null) {
                return;
            }
            if (largest.held() <= most) {
                HeldMemory another = largest(favoured);
                largest = another == null ? largest : another;
                wait(largest.who());
            }
            refused(largest);
        }
        if (!asking.isRefused() && total.get() > mostInUse) {
            wait(asking.who());
            refused(asking);
        }
    }

    private void refused(HeldMemory holder) {
        left(holder);
        long held = holder.held();
        holder.pending = held;
        pending.addAndGet(held);
        holder.refuse(held);
    }

    private HeldMemory largest(HeldMemory but) {
        HeldMemory largest = null;
        long size = 0;
        for (HeldMemory each : holders) {
            if (each != but && each.held() > size) {
                largest = each;
                size = each.held();
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
