// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import org.mailmig.Outcome;
import org.mailmig.report.WaveReport;

/** Exit codes, as the Migration Wizard had them, and 64 (EX_USAGE of sysexits.h) for a command that was not understood. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int WARNINGS = 1;
    public static final int ERRORS = 2;
    public static final int USAGE = 64;

    private ExitCode() {}

    /** What a wave's outcome deserves. */
    public static int of(WaveReport report) {
        if (report.outcome().compareTo(Outcome.REFUSED) >= 0) {
            return ERRORS;
        }
        return report.outcome() == Outcome.PARTIAL || report.hasWarnings() ? WARNINGS : DONE;
    }
}
