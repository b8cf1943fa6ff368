// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.DecodingReader;
import org.mailmig.control.internal.text.FileFormat;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;

/** The beginning of a file, enough to detect its kind. */
final class FileKind {
    private static final int LONGEST = 64 * 1024;
    private final String[] lines;

    /** The separator of its columns. */
    FileFormat format() {
        return FileFormat.of(lines);
    }

    private FileKind(String text) {
        this.lines = text.split("\\R", -1);
    }

    static FileKind of(Snapshot file, Charset charset) throws IOException {
        return of(file.open(), charset);
    }

    static FileKind of(Path file, Charset charset) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in, charset);
        }
    }

    private static FileKind of(InputStream in, Charset charset) throws IOException {
        try (Reader text = new DecodingReader(in, charset, "", new Problems())) {
            char[] start = new char[LONGEST];
            int length = 0;
            int read;
            while (length < LONGEST && (read = text.read(start, length, LONGEST - length)) > 0) {
                length += read;
            }
            return new FileKind(new String(start, 0, length));
        }
    }

    /**
     * Returns whether it has Mailmig's own grammar: only {@code !} comments, or after them a keyword (or a misspelt one) and its value.
     * {@code mode} may also be the first column of a CSV header: then other columns follow it.
     */
    boolean isMailmig() {
        String first = first();
        String[] cells = first.split(",", -1);
        boolean column = Arrays.stream(cells)
                .map(cell -> Column.find(FileGrammar.CSV, cell))
                .anyMatch(found -> found != null && found != Column.MODE);
        String word = cells[0].strip();
        Keyword keyword = Keyword.find(word);
        boolean misspelt = keyword == null && cells.length == 2 && Keyword.isNear(word);
        return first.startsWith("!")
                || (!column && keyword != null && (keyword == Keyword.MODE ? cells.length > 1 : cells.length == 2))
                || (!column && misspelt);
    }

    boolean isBlank() {
        return first().isEmpty();
    }

    /** True if the first line names at least one known column: then it is meant as a header. */
    boolean hasColumn() {
        return Arrays.stream(first().split("[,;\t|]", -1))
                .map(cell -> cell.replace("\"", ""))
                .anyMatch(cell -> Column.find(FileGrammar.CSV, cell) != null);
    }

    /** Returns whether it has the header of Mailmig's accounts file, which is not a control file itself. */
    boolean isAccounts() {
        return FileFormat.cells(first(), format().delimiter()).stream()
                .anyMatch(cell -> Column.find(FileGrammar.IMAP, cell) == Column.SOURCE_USER);
    }

    /** The files named by this Mailmig control file; none for any other file. */
    Set<String> named() {
        return isMailmig()
                ? Arrays.stream(lines)
                        .map(line -> line.split(",", 2))
                        .filter(parts -> parts.length == 2 && namesFile(Keyword.find(parts[0].strip())))
                        .map(parts -> parts[1].strip())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static boolean namesFile(Keyword keyword) {
        return keyword == Keyword.ACCOUNTS || keyword == Keyword.SUBJECT_FILE;
    }

    /** The first line that is neither empty nor a comment; a comment if there is no other. */
    private String first() {
        String comment = "";
        for (String line : lines) {
            String stripped = line.strip();
            if (!FileFormat.isEmpty(stripped) && !stripped.startsWith("!") && !FileFormat.isPreamble(line)) {
                return stripped;
            }
            comment = comment.isEmpty() && stripped.startsWith("!") ? stripped : comment;
        }
        return comment;
    }
}
