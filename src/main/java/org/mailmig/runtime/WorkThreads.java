// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.mailmig.error.StoppingException;

/**
 * Threads for work that steps do in parallel. Camel's ExecutorServiceManager names them, shows their pool by JMX and ends them with the
 * context. The pool has no limit: work that waits for other work cannot block it. How many threads a step uses is limited by its
 * connections.
 */
public final class WorkThreads {
    private final ExecutorServiceManager manager;
    private final ExecutorService pool;

    private WorkThreads(ExecutorServiceManager manager, ExecutorService pool) {
        this.manager = manager;
        this.pool = pool;
    }

    /** @param owner the object that the pool belongs to, as Camel shows it @param name of the pool and its threads */
    public static WorkThreads of(CamelContext context, Object owner, String name) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        return new WorkThreads(manager, manager.newCachedThreadPool(owner, name));
    }

    /** Work on one item; may throw any unchecked exception. */
    @FunctionalInterface
    public interface Item<T> {
        void on(T item);
    }

    /** Runs the work in another thread. @throws StoppingException if the context has ended the threads */
    public StartedWork start(Runnable work) {
        StartedWork started = new StartedWork(work);
        try {
            pool.execute(started);
        } catch (RejectedExecutionException e) {
            throw new StoppingException("the Camel context has stopped");
        }
        return started;
    }

    /** Runs work items on a few threads, one of them the caller's. The first failure stops the others at their next item and is thrown. */
    public <T> void each(List<T> items, int threads, AtomicReference<RuntimeException> failed, Item<T> work) {
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
        List<StartedWork> started = new ArrayList<>();
        try {
            for (int i = 1; i < Math.min(threads, items.size()); i++) {
                started.add(start(loop));
            }
        } catch (StoppingException e) {
            failed.compareAndSet(null, e);
        }
        loop.run();
        joinAll(started, failed);
        if (failed.get() != null) {
            throw failed.get();
        }
    }

    /** Runs both at once, the second in another thread, and waits for both. Returns the result of the first. */
    public <T> T both(Callable<T> here, Callable<?> there) throws IOException {
        FutureTask<?> other = new FutureTask<>(there);
        start(other);
        Throwable fault = null;
        T result = null;
        try {
            result = here.call();
        } catch (Exception | Error e) { // the other thread is waited for first
            fault = e;
        }
        try {
            other.get();
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
        return result;
    }

    /** Accepts no further work. StartedWork work ends on its own: its connections are closed. */
    public void stop() {
        manager.shutdown(pool);
    }

    private static void joinAll(List<StartedWork> started, AtomicReference<RuntimeException> failed) {
        boolean interrupted = false;
        for (StartedWork each : started) {
            for (boolean over = false; !over; ) {
                try {
                    each.join();
                    over = true;
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
