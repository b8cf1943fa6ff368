// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.List;
import org.apache.camel.dataformat.csv.CsvRecordConverter;
import org.apache.commons.csv.CSVRecord;

/** Adds the line number to camel-csv's records: only a record converter sees the parser. The bean is {@code CellsConverter}. */
public class CsvRowConverter implements CsvRecordConverter<Object> {
    @Override
    public Object convertRecord(CSVRecord csv) {
        return cells(csv);
    }

    public static CsvRow cells(CSVRecord csv) {
        List<String> values = csv.toList();
        long line = csv.getParser().getCurrentLineNumber();
        for (String value : values) {
            line -= lineBreaks(value);
        }
        return new CsvRow(line, values);
    }

    private static int lineBreaks(String value) {
        int count = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == value.length() || value.charAt(i + 1) != '\n'))) {
                count++;
            }
        }
        return count;
    }
}
