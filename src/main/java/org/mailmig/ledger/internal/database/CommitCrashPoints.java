// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import org.mailmig.runtime.CrashPoint;

/** The crash points around the commits of transactions that change something. Used only by crash tests. */
final class CommitCrashPoints {
    /** Whether this thread's transaction has changed anything. */
    private static final ThreadLocal<Boolean> CHANGED = new ThreadLocal<>();

    private CommitCrashPoints() {}

    /** Remembers that this thread's transaction has changed this number of rows, and returns it. */
    static int changed(int rows) {
        if (CrashPoint.isOn() && rows > 0) {
            CHANGED.set(true);
        }
        return rows;
    }

    static void forget() {
        if (CrashPoint.isOn()) {
            CHANGED.remove();
        }
    }

    static void step(String what) {
        if (CrashPoint.isOn() && Boolean.TRUE.equals(CHANGED.get())) {
            CrashPoint.step(what);
        }
    }
}
