// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.FileFilters;
import org.mailmig.control.rows.Header;
import org.mailmig.control.rows.RowRules;
import org.mailmig.control.rows.RowServers;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.ledger.wave.BusyMailboxesException;

/** The rows of a control file, or of the accounts file that it names: their header and their checks. */
final class FileRows {
    private final String file;
    private final FileGrammar grammar;
    private final IntakeRequest request;
    private final Problems problems;
    private Header header;

    /** @param grammar {@code null} if the control file's mode is not supported; then there are errors */
    FileRows(String file, FileGrammar grammar, IntakeRequest request, Problems problems) {
        this.file = file;
        this.grammar = grammar;
        this.request = request;
        this.problems = problems;
    }

    /** The rows, checked one by one while {@code cells} is read; the header is read at once. */
    ValidatedRows checked(
            Iterator<CsvRow> cells, Supplier<FileFilters> filters, RowServers servers, RowRules.Forward forward) {
        header = read(cells);
        RowRules rules = new RowRules(header, file, filters.get(), request.options(), forward, servers, problems);
        return new ValidatedRows(cells, rules, file, problems);
    }

    /** Reports rows whose mailboxes another wave is processing. */
    void busy(BusyMailboxesException rows) {
        for (BusyMailboxesException.Busy row : rows.busy()) {
            problems.error(file, row.line(), header.name(Column.SOURCE_USER), row.sentence());
        }
        problems.unlisted(rows.count() - rows.busy().size());
    }

    private Header read(Iterator<CsvRow> cells) {
        if (grammar == null || grammar == FileGrammar.ALIASES) {
            return Header.aliases();
        }
        CsvRow first = cells.hasNext() ? cells.next() : null;
        while (first != null && first.isBlank()) {
            first = cells.hasNext() ? cells.next() : null;
        }
        if (first != null) {
            return Header.read(grammar, first, file, problems, request.options().ignoreColumns());
        }
        if (!problems.any()) {
            problems.error(file, 0, null, "the file is empty: write a header and one row per mailbox.");
        }
        return new Header(grammar, List.of(), List.of(), 0, 0);
    }
}
