// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.internal.text.TextLines;
import org.mailmig.control.rows.FileFilters;

/** The keywords of a control file that filter all rows: a period, subjects, and how entries are matched. */
final class KeywordFilters {
    private static final int MOST_SUBJECTS = 1_000;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private final KeywordLines lines;
    private final Problems problems;

    KeywordFilters(KeywordLines lines, Problems problems) {
        this.lines = lines;
        this.problems = problems;
    }

    /** @param subjectFile the file with one subject per line; {@code null} for none */
    FileFilters read(Mode mode, Snapshot subjectFile, Charset charset) throws IOException {
        FileFilters filters = new FileFilters(
                date(Keyword.EMAIL_START), date(Keyword.EMAIL_END), subjects(subjectFile, charset), sidOnly(), null);
        check(filters, mode);
        return filters;
    }

    private Instant date(Keyword keyword) {
        KeywordLines.Value value = lines.get(keyword);
        if (value == null) {
            return null;
        }
        try {
            Instant instant = LocalDateTime.parse(value.text(), DATE).toInstant(ZoneOffset.UTC);
            problems.warning(
                    lines.file(), value.line(), null, value.word() + " is interpreted as UTC: " + instant + ".");
            return instant;
        } catch (DateTimeParseException e) {
            error(
                    value.line(),
                    "\"" + PrintableCells.shown(value.text()) + "\" is not a valid date: write YYYYMMDDHHMMSS, in"
                            + " UTC.");
            return null;
        }
    }

    private List<String> subjects(Snapshot subjectFile, Charset charset) throws IOException {
        if (subjectFile == null) {
            return List.of();
        }
        List<String> subjects = TextLines.of(subjectFile, charset, problems).stream()
                .map(String::strip)
                .filter(subject -> !subject.isEmpty())
                .toList();
        if (subjects.isEmpty() || subjects.size() > MOST_SUBJECTS) {
            problems.error(
                    subjectFile.name(),
                    0,
                    null,
                    "the file lists " + subjects.size() + " subjects: write 1 to " + MOST_SUBJECTS + ", one per line.");
        }
        return subjects;
    }

    private boolean sidOnly() {
        KeywordLines.Value value = lines.get(Keyword.RESTRICT_SEARCH_TO_SID);
        if (value != null && !value.text().toUpperCase(Locale.ROOT).matches("TRUE|FALSE")) {
            error(
                    value.line(),
                    value.word() + "," + PrintableCells.shown(value.text()) + " is neither TRUE nor FALSE.");
        }
        return value != null && value.text().equalsIgnoreCase("TRUE");
    }

    private void check(FileFilters filters, Mode mode) {
        for (Keyword keyword : List.of(Keyword.EMAIL_START, Keyword.EMAIL_END, Keyword.SUBJECT_FILE)) {
            KeywordLines.Value value = lines.get(keyword);
            if (value != null && mode == Mode.CLONE) {
                error(value.line(), value.word() + " cannot filter a clone: remove the line or run a merge.");
            }
        }
        if (filters.since() != null
                && filters.until() != null
                && filters.since().isAfter(filters.until())) {
            error(lines.get(Keyword.EMAIL_END).line(), "EmailEnd is before EmailStart: correct one of the two.");
        }
    }

    private void error(int line, String sentence) {
        problems.error(lines.file(), line, null, sentence);
    }
}
