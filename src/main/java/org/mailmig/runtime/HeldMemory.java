// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

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
    private static final HeldMemoryBudget PROCESS =
            new HeldMemoryBudget(Runtime.getRuntime().maxMemory() / 3);

    private final String who;
    private final HeldMemoryBudget budget;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean refused;
    private volatile long heldWhenRefused;
    /** Whether the refusal was thrown: the memory is released as the account ends. */
    private boolean knows;

    private boolean closed;
    /** The bytes that the budget counts as pending and that are this holder's. Guarded by the budget. */
    long pending;

    HeldMemory(String who, HeldMemoryBudget budget) {
        this.who = who;
        this.budget = budget;
    }

    /** @param who the beginning of the refusal's sentence, for example a server */
    public static HeldMemory begin(String who) {
        return PROCESS.begin(who);
    }

    String who() {
        return who;
    }

    /** In bytes. */
    long held() {
        return held.get();
    }

    boolean isRefused() {
        return refused;
    }

    /** From now on this holder gets no more. It learns that when it asks. @param heldNow what it holds, in bytes */
    void refuse(long heldNow) {
        heldWhenRefused = heldNow;
        refused = true;
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
                budget.add(bytes);
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
        return bytes > budget.most()
                ? new PermanentException(
                        who + " does not fit into memory: it needs more than the " + (budget.most() >> 20) + budgeted)
                : TransientException.waiting(who + " has to wait for memory: it holds " + (bytes >> 20)
                        + " MB, and together with others more" + " than the " + (budget.most() >> 20) + budgeted);
    }

    /** Removes this holder from the count. */
    private void leave() {
        budget.left(this);
        budget.add(-held.getAndSet(0));
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
