// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mailmig.ControlRow;
import org.mailmig.text.SpreadsheetText;

/** Writes rows as a control file in mailmig's own grammar, without passwords. Columns without values are left out. */
public final class ControlFileWriter {
    private static final List<String> COLUMNS = List.of(
            "source_user",
            "target_user",
            "address",
            "mode",
            "forward_address",
            "dn",
            "sid",
            "source_server",
            "target_server",
            "folder_include",
            "folder_exclude",
            "target_folder",
            "folder_map",
            "since",
            "until",
            "size_min",
            "size_max",
            "subjects");

    private ControlFileWriter() {}

    public static void write(Appendable out, List<ControlRow> rows) throws IOException {
        List<List<String>> lines = rows.stream().map(ControlFileWriter::cells).toList();
        boolean[] used = new boolean[COLUMNS.size()];
        for (int column = 0; column < used.length; column++) {
            int at = column;
            used[at] = at < 4
                    || COLUMNS.get(at).equals("dn")
                    || lines.stream().anyMatch(line -> !line.get(at).isEmpty());
        }
        try (CSVPrinter printer = new CSVPrinter(
                out, CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get())) {
            printer.printRecord(only(COLUMNS, used));
            for (List<String> line : lines) {
                printer.printRecord(
                        only(line, used).stream().map(SpreadsheetText::safe).toList());
            }
            printer.flush();
        }
    }

    private static List<String> only(List<String> cells, boolean[] used) {
        return IntStream.range(0, used.length)
                .filter(column -> used[column])
                .mapToObj(cells::get)
                .toList();
    }

    private static List<String> cells(ControlRow row) {
        return List.of(
                row.sourceUser(),
                row.targetUser(),
                or(row.address()),
                row.mode().word(),
                or(row.forwardAddress()),
                or(row.dn()),
                or(row.sid()),
                other(row.sourceServer(), "source"),
                other(row.targetServer(), "target"),
                String.join(";", row.folderInclude()),
                String.join(";", row.folderExclude()),
                or(row.targetFolder()),
                row.folderMap().entrySet().stream()
                        .map(each -> each.getKey() + " -> " + each.getValue())
                        .collect(Collectors.joining("; ")),
                or(row.since()),
                or(row.until()),
                or(row.sizeMin()),
                or(row.sizeMax()),
                String.join(";", row.subjects()));
    }

    private static String or(Object value) {
        return value == null ? "" : value.toString();
    }

    private static String other(String server, String byDefault) {
        return server == null || server.equals(byDefault) ? "" : server;
    }
}
