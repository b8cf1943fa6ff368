// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The connections of an account that are not open yet, as actions that cancel them. Thread-safe. */
final class OpeningAttempts {
    private final Set<Runnable> opening = new HashSet<>();
    private boolean closed;

    /** Returns {@code abandon}, which any thread may run to cancel the attempt; it was run already if all are closed. */
    Runnable begin(Runnable abandon) {
        boolean late;
        synchronized (opening) {
            opening.add(abandon);
            late = closed;
        }
        if (late) {
            abandon.run();
        }
        return abandon;
    }

    void ended(Runnable abandon) {
        synchronized (opening) {
            opening.remove(abandon);
        }
    }

    /** Returns what is being opened now. Later attempts are cancelled at once. */
    List<Runnable> shut() {
        synchronized (opening) {
            closed = true;
            return List.copyOf(opening);
        }
    }
}
