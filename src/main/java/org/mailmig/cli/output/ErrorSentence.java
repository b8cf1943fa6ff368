// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import org.mailmig.cli.config.CommandException;
import org.mailmig.error.StopException;
import org.mailmig.report.Words;
import org.mailmig.runtime.FileProblem;

/** Error messages for operators: one sentence each. */
public final class ErrorSentence {
    private ErrorSentence() {}

    /** mailmig's own exceptions contain a sentence for the operator; others are named, and the log has the details. */
    public static String of(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StopException || cause instanceof CommandException) {
                return Words.printable(cause.getMessage());
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPathException || cause instanceof FileSystemException) {
                return FileProblem.file(cause) + ".";
            }
        }
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return "Unexpected error: "
                + Words.printable(text.lines().findFirst().orElse(text))
                + " (the log file has the details; --debug shows them here).";
    }
}
