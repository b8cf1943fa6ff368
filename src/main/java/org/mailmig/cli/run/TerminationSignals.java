// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, SIGTERM and a closed terminal: the task runs, then the process exits with 128 and the signal's number. A shutdown
 * hook would not do: hooks run side by side, and the database's own hook closes the ledger under the work that is to be
 * written down.
 */
public final class TerminationSignals implements AutoCloseable {
    private static final long LONGEST_MILLIS = 9_500;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private TerminationSignals() {}

    /** @param task must return within ten seconds */
    public static TerminationSignals on(Runnable task) {
        TerminationSignals signals = new TerminationSignals();
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal signal = new Signal(name);
            signals.before.put(signal, Signal.handle(signal, caught -> signals.caught(caught, task)));
        }
        return signals;
    }

    /** True once a signal came: this process is about to exit. */
    public boolean isStopping() {
        return stopping.get();
    }

    /** For the main thread, which has nothing left to say: the signal's thread ends the process. */
    public void awaitExit() throws InterruptedException {
        Thread.currentThread().join();
    }

    private void caught(Signal signal, Runnable task) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Thread watch = new Thread(() -> haltAfterLongest(signal), "mailmig-stop");
        watch.setDaemon(true);
        watch.start();
        try {
            task.run();
        } finally {
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
    }

    /** Whatever the task waits for: all that matters is in the ledger, which survives this as it survives a kill. */
    private static void haltAfterLongest(Signal signal) {
        try {
            Thread.sleep(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("mailmig: Stopping took too long and was cut off; the next start resumes.");
        Runtime.getRuntime().halt(128 + signal.getNumber());
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
