// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.FileFormat;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;

/**
 * The positions of the columns.
 *
 * @param columns by position; {@code null} for an unknown name
 * @param names as written in the file
 * @param line its line number, counted from 1
 * @param unnamed the number of empty cells after the last name
 */
public record Header(FileGrammar grammar, List<Column> columns, List<String> names, long line, int unnamed) {

    public static Header aliases() {
        return new Header(FileGrammar.ALIASES, List.of(Column.SOURCE_USER), List.of("alias"), 0, 0);
    }

    /** Reads the file's first record and reports everything that is wrong with it. */
    public static Header read(
            FileGrammar grammar, CsvRow cells, String file, Problems problems, boolean ignoreUnknown) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String cell : filled(cells.values())) {
            columns.add(Column.find(grammar, cell));
            names.add(cell.strip());
        }
        int unnamed = cells.values().size() - names.size();
        Header header = new Header(grammar, columns, names, cells.line(), unnamed);
        if (header.columns.stream().allMatch(column -> column == null)) {
            problems.only(file, cells.line(), header.noHeader());
        } else {
            header.check(cells.line(), file, problems, ignoreUnknown);
        }
        return header;
    }

    /** Without the empty cells at its end, which spreadsheets write if a column was once used. */
    private static List<String> filled(List<String> cells) {
        int end = cells.size();
        while (end > 1 && cells.get(end - 1).isBlank()) {
            end--;
        }
        return cells.subList(0, end);
    }

    /** The row without the empty cells after its last column. */
    public List<String> cut(List<String> row) {
        int end = row.size();
        while (end > columns.size() && row.get(end - 1).isBlank()) {
            end--;
        }
        return row.subList(0, end);
    }

    private String noHeader() {
        if (names.isEmpty()) {
            return "the first line must name the columns; possible columns are " + Column.names(grammar) + ".";
        }
        String first = names.get(0);
        for (char delimiter : new char[] {';', '\t', '|', ':'}) {
            if (names.size() == 1
                    && FileFormat.cells(first, delimiter).stream()
                            .anyMatch(cell -> Column.find(grammar, cell) != null)) {
                return "the columns are separated by " + (delimiter == '\t' ? "tabs" : "\"" + delimiter + "\"")
                        + ": separate them by commas, semicolons or tabs.";
            }
        }
        return "the first line must name the columns; possible columns are " + Column.names(grammar) + ".";
    }

    private void check(long line, String file, Problems problems, boolean ignoreUnknown) {
        Set<Column> met = EnumSet.noneOf(Column.class);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String place = String.valueOf(i + 1);
            if (column == null && ignoreUnknown && !names.get(i).isEmpty()) {
                problems.warning(
                        file,
                        line,
                        place,
                        (PrintableCells.isName(names.get(i)) ? "the column \"" + names.get(i) + "\"" : "this column")
                                + " is unknown and ignored by this plan; a run needs a file without it.");
            } else if (column == null) {
                problems.error(
                        file,
                        line,
                        place,
                        names.get(i).isEmpty()
                                ? "the column has no name: name it or remove it."
                                : (PrintableCells.isName(names.get(i)) ? "\"" + names.get(i) + "\"" : "this")
                                        + " is not a known column; possible columns are "
                                        + Column.names(grammar) + ".");
            } else if (!met.add(column)) {
                problems.error(file, line, place, column.name(grammar) + " is here twice: remove one.");
            }
        }
        for (Column column : Column.required(grammar)) {
            if (!met.contains(column)) {
                problems.error(file, line, null, "the column " + column.name(grammar) + " is missing: add it.");
            }
        }
    }

    boolean has(Column column) {
        return columns.contains(column);
    }

    boolean isComplete() {
        return columns.containsAll(Column.required(grammar));
    }

    /** The column's name in this file, for messages; the standard name if the file has none. */
    public String name(Column column) {
        int at = columns.indexOf(column);
        return at < 0 ? column.toString() : names.get(at);
    }
}
