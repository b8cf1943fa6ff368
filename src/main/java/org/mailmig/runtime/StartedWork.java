// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.util.concurrent.CountDownLatch;

/** Work that {@link WorkThreads} runs in another thread. */
public final class StartedWork implements Runnable {
    private final Runnable work;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Thread thread;
    private boolean interrupted;

    StartedWork(Runnable work) {
        this.work = work;
    }

    @Override
    public void run() {
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

    /** After this, an interrupt would reach other work of the same thread. */
    private synchronized void end() {
        thread = null;
    }

    /** Interrupts the work, even if it has not begun. Has no effect after its end. */
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
