// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mailmig.ControlRow;
import org.mailmig.config.Secret;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.CsvSanitizer;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.text.SpreadsheetText;

/** The checks for every row of one file. One record becomes one checked row with its defaults, or errors. */
public final class RowRules {
    final Header header;
    final String file;
    final FileFilters filters;
    final IntakeOptions options;
    final Forward forward;
    final RowServers servers;
    final Problems problems;
    final DuplicateKeys seen = new DuplicateKeys();

    /**
     * @param domain of the forwarders, or {@code null}
     * @param stamps whether there is a directory, so that a clone's forwarder will be written to it
     */
    public record Forward(String domain, boolean stamps) {}

    public RowRules(
            Header header,
            String file,
            FileFilters filters,
            IntakeOptions options,
            Forward forward,
            RowServers servers,
            Problems problems) {
        this.header = header;
        this.file = file;
        this.filters = filters;
        this.options = options;
        this.forward = forward;
        this.servers = servers;
        this.problems = problems;
    }

    /** The row, or {@code null} if it has errors. */
    NewAccount check(CsvRow cells) {
        long before = problems.count();
        if (before > 0 && isMended(cells)) {
            return null;
        }
        Map<Column, String> values = values(cells);
        if (values == null || !header.isComplete()) {
            return null;
        }
        RowParser draft = new RowParser(this, cells.line(), values);
        ControlRow row = draft.row();
        return problems.count() == before
                ? new NewAccount(
                        DuplicateRows.name(this, cells.line(), row),
                        row,
                        secret(values, Column.SOURCE_PASSWORD),
                        secret(values, Column.TARGET_PASSWORD))
                : null;
    }

    private Map<Column, String> values(CsvRow cells) {
        List<String> row = header.cut(cells.values());
        int count = row.size();
        if (count > header.columns().size() && count <= header.columns().size() + header.unnamed()) {
            problems.error(
                    file,
                    header.line(),
                    String.valueOf(count),
                    "the column has no name, but rows have values in it: name it or remove it.");
            return null;
        }
        if (count != header.columns().size()) {
            String hint = header.grammar() == FileGrammar.ALIASES
                    ? "write one alias per line, without commas."
                    : "check its commas, and put a value that contains one in quotes.";
            problems.error(
                    file,
                    cells.line(),
                    null,
                    "the row has " + count + " columns, but " + header.columns().size() + " are expected: " + hint);
            return null;
        }
        Map<Column, String> values = new EnumMap<>(Column.class);
        for (int i = 0; i < count; i++) {
            Column column = header.columns().get(i);
            String value = row.get(i);
            if (column == null || !column.isSecret()) {
                value = SpreadsheetText.plain(value.strip());
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                problems.error(
                        file,
                        cells.line(),
                        column == null ? String.valueOf(i + 1) : header.names().get(i),
                        "the value contains a line break or tab: remove it.");
            }
            if (column != null && !value.isEmpty()) {
                values.put(column, value);
            }
        }
        return values;
    }

    private static boolean isMended(CsvRow cells) {
        return cells.values().stream().anyMatch(value -> value.indexOf(CsvSanitizer.REPLACEMENT) >= 0);
    }

    private static Secret secret(Map<Column, String> values, Column column) {
        return Secret.of(values.get(column));
    }
}
