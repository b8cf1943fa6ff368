// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.util.concurrent.Semaphore;
import org.mailmig.error.StoppingException;

/** Limits the bytes of message text that all accounts of a context hold in memory at once. */
public final class MemoryBudget {
    private static final int UNIT = 1024;
    private final int units;
    private final Semaphore free;

    MemoryBudget(long bytes) {
        this.units = (int) Math.max(1, bytes / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** Returns a budget of a sixth of the heap, at least 8 MiB. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.max(8L << 20, Runtime.getRuntime().maxMemory() / 6));
    }

    /** Waits until {@code bytes} may be held. Returns what to give back. */
    public int take(long bytes) {
        int wanted = (int) Math.min(units, bytes / UNIT + 1);
        try {
            free.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException("interrupted while waiting for memory");
        }
        return wanted;
    }

    public void release(int taken) {
        free.release(taken);
    }
}
