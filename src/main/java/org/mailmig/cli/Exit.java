// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import org.mailmig.Outcome;
import org.mailmig.report.WaveReport;

/** Exit codes, as the Migration Wizard had them, and 64 (EX_USAGE of sysexits.h) for a command that was not understood. */
final class Exit {
    static final int DONE = 0;
    static final int WARNINGS = 1;
    static final int ERRORS = 2;
    static final int USAGE = 64;

    private Exit() {}

    /** What a wave's outcome deserves. */
    static int of(WaveReport report) {
        if (report.outcome().compareTo(Outcome.REFUSED) >= 0) {
            return ERRORS;
        }
        return report.outcome() == Outcome.PARTIAL || report.hasWarnings() ? WARNINGS : DONE;
    }
}
