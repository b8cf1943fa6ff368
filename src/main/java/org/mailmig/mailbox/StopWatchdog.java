// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.function.BooleanSupplier;
import org.mailmig.mailbox.internal.state.AccountSession;
import org.mailmig.runtime.StartedWork;

/**
 * Closes the connections of a step that does not end soon after a stop request. Normally a step ends at its next batch. If it waits for
 * a server, its connections are closed after a delay, so that stopping never takes as long as the server's timeout.
 */
final class StopWatchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 250;
    private static final int PERIODS = 16;

    private final AccountSession session;
    private final BooleanSupplier stopping;
    private final StartedWork thread;
    private volatile boolean over;

    StopWatchdog(AccountSession session, BooleanSupplier stopping) {
        this.session = session;
        this.stopping = stopping;
        thread = session.threads().start(this::watch);
    }

    private void watch() {
        try {
            for (int asked = 0; !over && asked < PERIODS; asked += stopping.getAsBoolean() ? 1 : 0) {
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // the step has ended
        }
        if (!over) {
            session.abort();
        }
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }
}
