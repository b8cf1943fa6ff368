// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.Locale;

/** The steps of the route, in the order in which an account executes them. Hold is not one of them: a synced account is at CLEAR. */
public enum Step {
    MATCH,
    CHECK,
    STAMP,
    COPY,
    VERIFY,
    CLEAR,
    SWEEP,
    REPORT;

    /** The word used in step ids, logs and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
