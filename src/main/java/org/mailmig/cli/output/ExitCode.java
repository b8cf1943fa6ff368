// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import org.mailmig.Outcome;
import org.mailmig.report.WaveReport;

/** Exit codes as in the Migration Wizard, and 64 (EX_USAGE of sysexits.h) for a command that was not understood. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int WARNINGS = 1;
    public static final int ERRORS = 2;
    public static final int USAGE = 64;

    private ExitCode() {}

    /** The exit code for a wave's outcome. */
    public static int of(WaveReport report) {
        if (report.outcome().compareTo(Outcome.REFUSED) >= 0) {
            return ERRORS;
        }
        return report.outcome() == Outcome.PARTIAL || report.hasWarnings() ? WARNINGS : DONE;
    }
}
