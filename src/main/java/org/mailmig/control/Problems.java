// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Everything that is wrong with a control file: the first 1,000 are listed, the rest is counted. Not shared between threads. */
final class Problems {
    static final int LISTED = 1_000;

    /** @param column a name, or the number of the column where no header names it; {@code null} for a whole line */
    private record Problem(String file, long line, String column, String sentence) {
        String text() {
            String place = line == 0 ? file : file + ", line " + line;
            return place + (column == null ? "" : ", column " + column) + ": " + sentence;
        }
    }

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private long errorCount;
    private long warningCount;

    void error(String file, long line, String column, String sentence) {
        if (errorCount++ < LISTED) {
            errors.add(new Problem(file, line, column, sentence));
        }
    }

    void warning(String file, long line, String column, String sentence) {
        if (warningCount++ < LISTED) {
            warnings.add(new Problem(file, line, column, sentence));
        }
    }

    /** Errors that somebody else counted without listing them. */
    void unlisted(long more) {
        errorCount += more;
    }

    long count() {
        return errorCount;
    }

    boolean any() {
        return errorCount > 0;
    }

    /** By line, file after file. */
    List<String> errors() {
        return listed(errors, errorCount, more -> more + " more errors are not listed: mend these first.");
    }

    List<String> warnings() {
        return listed(warnings, warningCount, more -> more + " more warnings are not listed.");
    }

    private static List<String> listed(List<Problem> problems, long count, Function<Long, String> more) {
        List<String> files = problems.stream().map(Problem::file).distinct().toList();
        List<String> lines = new ArrayList<>(problems.stream()
                .sorted(Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                        .thenComparingLong(Problem::line))
                .map(Problem::text)
                .toList());
        if (count > problems.size()) {
            lines.add(more.apply(count - problems.size()));
        }
        return List.copyOf(lines);
    }
}
