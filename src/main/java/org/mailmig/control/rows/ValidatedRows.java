// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.ledger.wave.NewAccount;

/**
 * The rows of a file, checked while they are read. After the first error no further row is returned, and the rest is read only for its
 * errors; then {@link BadRowsException} is thrown, so that the writer of the rows rolls back.
 */
public final class ValidatedRows implements Iterator<NewAccount> {
    private final Iterator<CsvRow> cells;
    private final RowRules rules;
    private final Problems problems;
    private final String file;
    private NewAccount next;
    private long rows;

    public ValidatedRows(Iterator<CsvRow> cells, RowRules rules, String file, Problems problems) {
        this.cells = cells;
        this.rules = rules;
        this.file = file;
        this.problems = problems;
    }

    @Override
    public boolean hasNext() {
        while (next == null && cells.hasNext()) {
            CsvRow row = cells.next();
            if (row.isBlank()) {
                continue;
            }
            rows++;
            NewAccount account = problems.isHopeless() ? null : rules.check(row);
            next = problems.any() ? null : account;
        }
        if (next == null) {
            if (rows == 0 && !problems.any()) {
                problems.error(file, 0, null, "the file lists no account: write one row per mailbox.");
            }
            if (problems.any()) {
                throw new BadRowsException();
            }
        }
        return next != null;
    }

    @Override
    public NewAccount next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        NewAccount given = next;
        next = null;
        return given;
    }

    /** Indicates only that {@link Problems} has errors. */
    public static final class BadRowsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRowsException() {
            super("The control file has errors.");
        }
    }
}
