// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.CsvSanitizer;
import org.mailmig.control.internal.text.DecodingReader;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.CsvRowConverter;
import org.mailmig.control.rows.Header;
import org.mailmig.runtime.PrivateFiles;
import org.mailmig.text.SpreadsheetText;

/**
 * Copies a file (as UTF-8, line for line) without any password. Keeps only columns that are known to contain none; a row whose columns may
 * be shifted is masked as a whole.
 *
 * @param kind what the file contains
 */
public record RedactedCopy(Snapshot file, Charset charset, Kind kind) {
    enum Kind {
        CSV,
        IMAP_ACCOUNTS,
        /** Keywords with values. */
        LINES,
        /** A list of names, one per line. */
        NAMES,
        /** A list without secrets. */
        SUBJECTS
    }

    private static final String MASK = "***";
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    public void copyTo(Path copy) throws IOException {
        Problems unheard = new Problems();
        try (Reader text = new DecodingReader(file.open(), charset, file.name(), unheard);
                Writer out = open(copy)) {
            switch (kind) {
                case CSV -> csv(FileGrammar.CSV, guarded(text, unheard), out);
                case IMAP_ACCOUNTS -> csv(FileGrammar.IMAP, guarded(text, unheard), out);
                case LINES -> lines(new BufferedReader(text), RedactedCopy::isKeyword, out);
                case NAMES -> lines(new BufferedReader(text), line -> !line.matches(".*[,;|:\\s].*"), out);
                case SUBJECTS -> text.transferTo(out);
            }
        }
    }

    private CsvSanitizer guarded(Reader text, Problems unheard) throws IOException {
        return new CsvSanitizer(text, FileKind.of(file, charset).format(), file.name(), unheard);
    }

    public static Writer open(Path file) throws IOException {
        return new BufferedWriter(Channels.newWriter(
                Files.newByteChannel(file, Set.of(CREATE_NEW, WRITE), PrivateFiles.file()), StandardCharsets.UTF_8));
    }

    /** Keywords with values, comments and names contain no secret, but any other line may. */
    private static void lines(BufferedReader text, Predicate<String> isKept, Writer out) throws IOException {
        String line;
        while ((line = text.readLine()) != null) {
            out.write(line.isBlank() || isKept.test(line) ? line : MASK);
            out.write('\n');
        }
    }

    private static boolean isKeyword(String line) {
        String word = line.split(",", 2)[0].strip();
        return line.strip().startsWith("!") || Keyword.find(word) != null;
    }

    private void csv(FileGrammar grammar, Reader text, Writer out) throws IOException {
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.DEFAULT);
                CSVPrinter printer = new CSVPrinter(out, FORMAT)) {
            Header header = null;
            long line = 1;
            for (CSVRecord csv : parser) {
                CsvRow cells = CsvRowConverter.cells(csv);
                for (; line < cells.line(); line++) {
                    out.write('\n');
                }
                if (header == null && cells.isBlank()) {
                    out.write('\n');
                } else if (header == null) {
                    header = Header.read(grammar, cells, file.name(), new Problems(), true);
                    if (header.columns().stream().allMatch(column -> column == null)) {
                        out.write("(omitted: passwords cannot be recognised without the names of the columns)\n");
                        return;
                    }
                    printer.printRecord(header.names().stream()
                            .map(name -> name.isEmpty() || PrintableCells.isName(name) ? name : MASK)
                            .toList());
                } else {
                    printer.printRecord(masked(cells.values(), header));
                }
                line++;
            }
        }
    }

    private static List<String> masked(List<String> row, Header header) {
        List<String> values = header.cut(row);
        boolean slipped = values.size() != header.columns().size();
        for (String value : values) {
            slipped |= value.matches("(?s).*[\"\\r\\n" + CsvSanitizer.REPLACEMENT + "].*");
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            boolean mask = slipped || isSecret(header.columns().get(i));
            kept.add(mask && !values.get(i).isEmpty() ? MASK : SpreadsheetText.safe(values.get(i)));
        }
        return kept;
    }

    /** A column with an unknown name may be a misspelt password column. */
    private static boolean isSecret(Column column) {
        return column == null || column.isSecret();
    }
}
