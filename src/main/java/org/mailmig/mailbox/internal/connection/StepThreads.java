// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.mailmig.error.StoppingException;

/**
 * The threads of the mailbox steps in one Camel context. Camel's ExecutorServiceManager names them, shows their pool by JMX and ends them
 * with the context. The pool has no limit: work that waits for other work cannot block it. How many threads a step uses is limited by
 * its connections.
 */
public final class StepThreads {
    private final ExecutorServiceManager manager;
    private final ExecutorService pool;

    private StepThreads(ExecutorServiceManager manager, ExecutorService pool) {
        this.manager = manager;
        this.pool = pool;
    }

    /** @param owner the object that the pool belongs to, as Camel shows it */
    public static StepThreads of(CamelContext context, Object owner) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        return new StepThreads(manager, manager.newCachedThreadPool(owner, "mailmig-mailbox"));
    }

    /** Work on one item; may throw any unchecked exception. */
    @FunctionalInterface
    public interface Item<T> {
        void on(T item);
    }

    /** Work that runs in its own thread. */
    public static final class Running {
        private final Runnable work;
        private final CountDownLatch ended = new CountDownLatch(1);
        private Thread thread;
        private boolean interrupted;

        private Running(Runnable work) {
            this.work = work;
        }

        private void run() {
            try {
                begin(Thread.currentThread());
                work.run();
            } finally {
                end();
                ended.countDown();
            }
        }

        private synchronized void begin(Thread own) {
            thread = own;
            if (interrupted) {
                own.interrupt();
            }
        }

        /** From now on an interrupt would reach other work in the same thread. */
        private synchronized void end() {
            thread = null;
        }

        /** Interrupts the work, also if it has not begun. Has no effect after its end. */
        public synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        /** Waits for the end of the work. */
        public void join() throws InterruptedException {
            ended.await();
        }
    }

    /** Runs the work in another thread. @throws StoppingException if the context has ended the threads */
    public Running start(Runnable work) {
        Running running = new Running(work);
        try {
            pool.execute(running::run);
        } catch (RejectedExecutionException e) {
            throw new StoppingException("the Camel context has stopped");
        }
        return running;
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
        List<Running> started = new ArrayList<>();
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

    /** Accepts no further work. Running work ends on its own: its connections are closed. */
    public void stop() {
        manager.shutdown(pool);
    }

    private static void joinAll(List<Running> started, AtomicReference<RuntimeException> failed) {
        boolean interrupted = false;
        for (Running each : started) {
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
