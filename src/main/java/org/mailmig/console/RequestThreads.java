// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The console's threads. The JDK's server reads a request in one of them for as long as its sender likes: the connection is closed if the
 * request is incomplete, or its response not received, within the time allowed. When all threads are busy, that time is shorter.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final int THREADS = 128;
    private static final long LOOK_MILLIS = 250;
    private static final ThreadLocal<Request> CURRENT = new ThreadLocal<>();

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RequestThreads::thread);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(RequestThreads::thread);
    private final Set<Request> waiting = ConcurrentHashMap.newKeySet();
    private final long patience;
    private final long crowded;

    /** One request. While its thread waits for the client it may be interrupted, which closes the connection. */
    private static final class Request {
        private final Thread thread = Thread.currentThread();
        /** When the present wait began: reading the request and sending the response have separate limits. */
        private volatile long since = System.nanoTime();

        private boolean waits = true;

        synchronized void waits(boolean now) {
            waits = now;
            since = System.nanoTime();
            if (!now) {
                Thread.interrupted(); // the ledger must not be interrupted: H2 would close its file
            }
        }

        synchronized void giveUp() {
            if (waits) {
                thread.interrupt();
            }
        }
    }

    /** @param patience in nanoseconds @param crowded the same while others wait for a thread */
    RequestThreads(long patience, long crowded) {
        this.patience = patience;
        this.crowded = crowded;
        pool.allowCoreThreadTimeOut(true);
        clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(() -> {
            Request request = new Request();
            CURRENT.set(request);
            waiting.add(request);
            try {
                work.run();
            } finally {
                request.waits(false);
                waiting.remove(request);
                CURRENT.remove();
            }
        });
    }

    /** The current request is complete: from here on it may query the ledger. */
    static void isAnswered() {
        current(false);
    }

    /** The response is being sent, at the client's speed. */
    static void goesOut() {
        current(true);
    }

    private static void current(boolean waits) {
        Request request = CURRENT.get();
        if (request != null) {
            request.waits(waits);
        }
    }

    private void look() {
        long limit = pool.getQueue().isEmpty() ? patience : crowded;
        long now = System.nanoTime();
        waiting.stream().filter(request -> now - request.since > limit).forEach(Request::giveUp);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        pool.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mailmig-console");
        thread.setDaemon(true);
        return thread;
    }
}
