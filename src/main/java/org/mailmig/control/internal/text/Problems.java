// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mailmig.text.Printable;

/** All problems of a control file: the first 1,000 are listed, the rest is counted. Not thread-safe. */
public final class Problems {
    static final int LISTED = 1_000;

    private static final int LINES_SHOWN = 5;

    /**
     * @param column a name, or the column's number if no header names it; {@code null} for a whole line
     * @param lines the first few lines with the problem, in order
     */
    private record Problem(String file, List<Long> lines, String column, String sentence, long[] met) {
        long line() {
            return lines.get(0);
        }

        String text() {
            String name = Printable.of(file);
            String place = line() == 0 ? name : name + ", line " + line();
            return place + (column == null ? "" : ", column " + column) + ": " + sentence + more();
        }

        private String more() {
            if (met[0] < 2) {
                return "";
            }
            String others = lines.stream().skip(1).map(String::valueOf).collect(Collectors.joining(", "));
            long left = met[0] - lines.size();
            return " The same in line " + others + (left > 0 ? " and " + left + " more" : "") + " (" + met[0]
                    + " times in all).";
        }
    }

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Map<List<String>, Problem> known = new HashMap<>();
    private boolean hopeless;
    private long errorCount;
    private long warningCount;

    public void error(String file, long line, String column, String sentence) {
        if (!hopeless) {
            errorCount += add(errors, file, line, column, sentence);
        }
    }

    public void warning(String file, long line, String column, String sentence) {
        warningCount += add(warnings, file, line, column, sentence);
    }

    /** Reports only this error: all other problems follow from it. */
    public void only(String file, long line, String sentence) {
        errors.removeIf(error -> error.file().equals(file) && error.line() > line);
        errorCount = errors.size();
        error(file, line, null, sentence);
        hopeless = true;
    }

    /** True if reading on would find nothing more. */
    public boolean isHopeless() {
        return hopeless;
    }

    /** One message per cause: returns 0 if an earlier line has reported it. */
    private int add(List<Problem> to, String file, long line, String column, String sentence) {
        boolean named = column != null && !column.matches("\\d+");
        List<String> cause = List.of(to == errors ? "error" : "warning", file, named ? column : "", sentence);
        Problem same = line == 0 ? null : known.get(cause);
        if (same != null) {
            same.met()[0]++;
            if (same.lines().size() < LINES_SHOWN && !same.lines().contains(line)) {
                same.lines().add(line);
            }
            return 0;
        }
        if (to.size() < LISTED) {
            Problem problem = new Problem(file, new ArrayList<>(List.of(line)), column, sentence, new long[] {1});
            to.add(problem);
            known.put(cause, problem);
        }
        return 1;
    }

    /** Counts errors that were found elsewhere and not listed. */
    public void unlisted(long more) {
        errorCount += more;
    }

    public long count() {
        return errorCount;
    }

    public boolean any() {
        return errorCount > 0;
    }

    /** By file and line. */
    public List<String> errors() {
        return listed(errors, errorCount, more -> more + " more errors are not listed: correct these first.");
    }

    public List<String> warnings() {
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
