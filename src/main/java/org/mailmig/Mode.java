// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.Locale;

/** What the copy step does with a target. */
public enum Mode {
    /** Reproduce the source in an untouched target. */
    CLONE,
    /** Add what is missing, make no duplicate. */
    MERGE;

    /** The word used in control files, routes and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
