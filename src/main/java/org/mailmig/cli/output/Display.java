// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import org.mailmig.Account;
import org.mailmig.Progress;
import org.mailmig.Step;
import org.mailmig.ledger.wave.Event;

/** Shows a run to whoever watches it. Events come from one thread, progress from any. */
public interface Display extends Progress, AutoCloseable {
    void event(Event event);

    /** How many of the accounts of this run have ended. */
    default void accounts(int ended, int all) {}

    @Override
    default void progress(Account account, Step step, long messages, long ofMessages, long bytes) {}

    /** Leaves the terminal as it should be. */
    @Override
    default void close() {}
}
