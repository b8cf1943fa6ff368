// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.io.PrintWriter;
import org.mailmig.cli.output.Display;
import org.mailmig.cli.output.EventLines;
import org.mailmig.cli.output.JsonLines;
import org.mailmig.cli.output.NoDisplay;
import org.mailmig.cli.output.ProgressBars;
import picocli.CommandLine.Option;

/** How a run is shown. */
public final class WatchOptions {
    @Option(names = "--json", description = "One JSON object per event instead of text.")
    public boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show errors only; the exit code and the report have the rest.")
    public boolean quiet;

    /** Bars on a terminal, lines elsewhere. The launcher reports whether it is one, and its width. */
    Display display(PrintWriter out) {
        if (json) {
            return new JsonLines(out);
        }
        if (quiet) {
            return new NoDisplay();
        }
        String columns = System.getenv("MAILMIG_COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}")
                ? new ProgressBars(out, Integer.parseInt(columns))
                : new EventLines(out);
    }

    public boolean plain() {
        return !json && !quiet;
    }
}
