// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.List;

/** One record of a CSV file and the line on which it begins, counted from 1. */
public record CsvRow(long line, List<String> values) {
    /** Returns whether the row is empty, as in spreadsheets. */
    public boolean isBlank() {
        return values.stream().allMatch(String::isBlank);
    }
}
