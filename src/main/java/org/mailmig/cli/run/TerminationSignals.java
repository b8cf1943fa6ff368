// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * On Ctrl-C, SIGTERM or a closed terminal, runs the task, then exits with 128 plus the signal's number. A shutdown hook is not enough:
 * hooks run in parallel, and the database's own hook would close the ledger while work is being recorded.
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

    /** True after a signal: this process is about to exit. */
    public boolean isStopping() {
        return stopping.get();
    }

    /** For the main thread, which has nothing left to do: the signal's thread ends the process. */
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

    /** Halts even if the task still waits: all that matters is in the ledger, which survives this like a kill. */
    private static void haltAfterLongest(Signal signal) {
        try {
            Thread.sleep(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("mailmig: Stopping took too long and was aborted; the next start resumes.");
        Runtime.getRuntime().halt(128 + signal.getNumber());
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
