// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which column stands where.
 *
 * @param columns by position; {@code null} for an unknown name
 * @param names as the file writes them
 */
record Header(Grammar grammar, List<Column> columns, List<String> names) {

    static Header aliases() {
        return new Header(Grammar.ALIASES, List.of(Column.SOURCE_USER), List.of("alias"));
    }

    /** The file's first record, with everything that is wrong with it reported. */
    static Header read(Grammar grammar, Cells cells, String file, Problems problems) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String cell : cells.values()) {
            columns.add(Column.find(grammar, cell));
            names.add(cell.strip());
        }
        Header header = new Header(grammar, columns, names);
        if (header.columns.stream().allMatch(column -> column == null)) {
            problems.error(file, cells.line(), null, header.noHeader());
        } else {
            header.check(cells.line(), file, problems);
        }
        return header;
    }

    private String noHeader() {
        String first = names.get(0);
        for (char delimiter : new char[] {';', '\t', '|'}) {
            if (names.size() == 1 && first.indexOf(delimiter) > 0) {
                return "the columns are parted by " + (delimiter == '\t' ? "tabs" : "\"" + delimiter + "\"")
                        + ": part them by commas.";
            }
        }
        return "the first line must name the columns; possible are " + Column.names(grammar) + ".";
    }

    private void check(long line, String file, Problems problems) {
        Set<Column> met = EnumSet.noneOf(Column.class);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String place = String.valueOf(i + 1);
            if (column == null) {
                problems.error(
                        file,
                        line,
                        place,
                        names.get(i).isEmpty()
                                ? "the column has no name: name it or take it out."
                                : (Words.isName(names.get(i)) ? "\"" + names.get(i) + "\"" : "this")
                                        + " is no column; possible are "
                                        + Column.names(grammar) + ".");
            } else if (!met.add(column)) {
                problems.error(file, line, place, column.name(grammar) + " stands here twice: take one out.");
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

    /** The column's name in this file, for messages; our own name where the file has none. */
    String name(Column column) {
        int at = columns.indexOf(column);
        return at < 0 ? column.toString() : names.get(at);
    }
}
