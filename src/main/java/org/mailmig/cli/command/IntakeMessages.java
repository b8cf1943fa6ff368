// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.mailmig.cli.run.ErrorFiles;
import org.mailmig.control.IntakeResult;
import org.mailmig.report.Words;
import org.mailmig.text.Plural;

/** Prints what became of a control file: errors and warnings on standard error, the wave on standard output. */
final class IntakeMessages {
    private final PrintWriter out;
    private final PrintWriter err;

    IntakeMessages(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void warnings(IntakeResult taken) {
        taken.warnings().forEach(text -> err.println("warning: " + Words.printable(text)));
    }

    void rejected(IntakeResult taken, Path control) {
        taken.errors().forEach(text -> err.println(Words.printable(text)));
        err.println(
                "mailmig: Nothing was started. Correct " + ErrorFiles.of(taken.errors(), control) + " and run again.");
    }

    void begun(IntakeResult taken) {
        String id = Words.printable(taken.wave().id());
        String text = taken.state() == IntakeResult.State.DUPLICATE
                ? "Resuming wave " + id + ", which was started before with the same content"
                : "Wave " + id + " starts with " + Plural.of(taken.accounts(), "account", "accounts")
                        + (taken.leftAlone() > 0 ? "; " + taken.leftAlone() + " were DONE before and are skipped" : "");
        out.println(text + ".");
    }
}
