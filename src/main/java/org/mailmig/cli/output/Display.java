// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import org.mailmig.Account;
import org.mailmig.Progress;
import org.mailmig.Step;
import org.mailmig.ledger.wave.Event;

/** Shows a run to its user. Events come from one thread, progress from any. */
public interface Display extends Progress, AutoCloseable {
    void event(Event event);

    /** How many of this run's accounts have ended. */
    default void accounts(int ended, int all) {}

    @Override
    default void progress(Account account, Step step, long messages, long ofMessages, long bytes) {}

    /** Restores the terminal. */
    @Override
    default void close() {}
}
