// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a run is shown. */
final class WatchOptions {
    @Option(names = "--json", description = "One JSON object per event instead of text.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show errors only; the exit code and the report tell the rest.")
    boolean quiet;

    /** Bars on a terminal, lines elsewhere. The launcher tells whether it is one, and its width. */
    Display display(PrintWriter out) {
        if (json) {
            return new JsonLines(out);
        }
        if (quiet) {
            return new Silence();
        }
        String columns = System.getenv("MAILMIG_COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}")
                ? new ProgressBars(out, Integer.parseInt(columns))
                : new EventLines(out);
    }

    boolean plain() {
        return !json && !quiet;
    }
}
