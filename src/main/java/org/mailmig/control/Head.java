package org.mailmig.control;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Arrays;

/** The beginning of a file, enough to tell what it is. */
final class Head {
    private static final int LONGEST = 64 * 1024;
    private final String[] lines;

    private Head(String text) {
        this.lines = text.split("\\R", -1);
    }

    static Head of(Snapshot file, Charset charset) throws IOException {
        try (Reader text = new ControlText(file.open(), charset, file.name(), new Problems())) {
            char[] start = new char[LONGEST];
            int length = 0;
            int read;
            while (length < LONGEST && (read = text.read(start, length, LONGEST - length)) > 0) {
                length += read;
            }
            return new Head(new String(start, 0, length));
        }
    }

    /**
     * Mailmig's own grammar: a {@code !} comment, or a keyword and its value. {@code mode} may begin a CSV header, too: then
     * other columns follow it.
     */
    boolean isMailmig() {
        String first = first();
        String[] cells = first.split(",", -1);
        boolean column = Arrays.stream(cells)
                .map(cell -> Column.find(Grammar.CSV, cell))
                .anyMatch(found -> found != null && found != Column.MODE);
        Keyword keyword = Keyword.find(cells[0].strip());
        boolean comment = first.startsWith("!") || lines[0].strip().startsWith("!");
        return comment
                || (!column && keyword != null && (keyword == Keyword.MODE ? cells.length > 1 : cells.length == 2));
    }

    /** The header of Mailmig's accounts file, which is no control file by itself. */
    boolean isAccounts() {
        return Arrays.stream(first().split(",", -1))
                .anyMatch(cell -> Column.find(Grammar.IMAP, cell) == Column.SOURCE_USER);
    }

    /** True where this Mailmig control file names the other file. */
    boolean names(String other) {
        return isMailmig()
                && Arrays.stream(lines)
                        .map(line -> line.split(",", 2))
                        .filter(parts -> parts.length == 2 && parts[1].strip().equals(other))
                        .map(parts -> Keyword.find(parts[0].strip()))
                        .anyMatch(keyword -> keyword == Keyword.ACCOUNTS || keyword == Keyword.SUBJECT_FILE);
    }

    /** The first line that is neither empty nor a comment; a comment where there is no other. */
    private String first() {
        String comment = "";
        for (String line : lines) {
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("!")) {
                return stripped;
            }
            comment = comment.isEmpty() ? stripped : comment;
        }
        return comment;
    }
}
