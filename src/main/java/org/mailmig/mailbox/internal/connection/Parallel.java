// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.mailmig.error.StoppingException;

/** Runs work items on a few threads. The first failure stops the others at their next item and is thrown. */
public final class Parallel {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Parallel() {}

    /** Work on one item; may throw any unchecked exception. */
    @FunctionalInterface
    public interface Item<T> {
        void on(T item);
    }

    public static <T> void each(List<T> items, int threads, AtomicReference<RuntimeException> failed, Item<T> work) {
        ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>(items);
        Runnable loop = () -> {
            for (T item = queue.poll(); item != null && failed.get() == null; item = queue.poll()) {
                try {
                    work.on(item);
                } catch (RuntimeException e) {
                    failed.compareAndSet(null, e);
                } catch (Error e) { // thrown by the caller once all threads have ended
                    failed.compareAndSet(null, new IllegalStateException(e));
                }
            }
        };
        List<Thread> started = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, items.size()); i++) {
            Thread thread = new Thread(loop, "mailmig-folder-" + NUMBER.incrementAndGet());
            thread.setDaemon(true);
            thread.start();
            started.add(thread);
        }
        loop.run();
        joinAll(started, failed);
        if (failed.get() != null) {
            throw failed.get();
        }
    }

    /** Runs both at once, the second in its own thread, and waits for both. Returns the result of the first. */
    public static <T> T both(Callable<T> here, Callable<?> there) throws IOException {
        FutureTask<?> beside = new FutureTask<>(there);
        Thread thread = new Thread(beside, "mailmig-beside-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        Throwable fault = null;
        T said = null;
        try {
            said = here.call();
        } catch (Exception | Error e) { // the other thread is waited for first
            fault = e;
        }
        try {
            beside.get();
        } catch (ExecutionException e) {
            fault = fault == null ? e.getCause() : fault;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fault = new StoppingException("interrupted");
        }
        if (fault instanceof IOException io) {
            throw io;
        }
        if (fault instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault != null) {
            throw new IllegalStateException(fault);
        }
        return said;
    }

    private static void joinAll(List<Thread> threads, AtomicReference<RuntimeException> failed) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    failed.compareAndSet(null, new StoppingException("interrupted while folders were copied"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
