// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a CSV file separates its columns, from its first lines, and which of these lines do not belong to the file: PowerShell's {@code #TYPE
 * ...} (Export-Csv) and Excel's {@code sep=;}.
 *
 * @param delimiter comma, semicolon or tab
 * @param preamble the number of lines before the header
 */
public record FileFormat(char delimiter, int preamble) {
    static final FileFormat COMMAS = new FileFormat(',', 0);
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t');

    /** @param lines the first lines of the file */
    public static FileFormat of(String[] lines) {
        char said = 0;
        int preamble = 0;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip().replace("\"", "");
            if (isPreamble(lines[i])) {
                preamble = i + 1;
                said = line.length() > "sep=".length() && line.charAt(0) != '#' ? line.charAt(4) : said;
                said = lines[i].replace("\"", "").equalsIgnoreCase("sep=\t") ? '\t' : said;
            } else if (!isEmpty(line) && !line.startsWith("!")) {
                return new FileFormat(delimiter(lines[i], said), preamble);
            }
        }
        return new FileFormat(',', preamble);
    }

    /** The delimiter with which most of the header's words are columns; if several do equally, the one that {@code sep=} names. */
    private static char delimiter(String header, char said) {
        char best = DELIMITERS.contains(said) ? said : ',';
        for (char each : DELIMITERS) {
            if (columns(header, each) > columns(header, best)) {
                best = each;
            }
        }
        return best;
    }

    private static long columns(String header, char delimiter) {
        return cells(header, delimiter).stream()
                .filter(cell ->
                        Column.find(FileGrammar.CSV, cell) != null || Column.find(FileGrammar.IMAP, cell) != null)
                .count();
    }

    /** The cells of a header: none contains a delimiter, quoted or not. */
    public static List<String> cells(String header, char delimiter) {
        List<String> cells = new ArrayList<>();
        Arrays.stream(header.split(Pattern.quote(String.valueOf(delimiter)), -1))
                .map(cell -> cell.strip().replace("\"", ""))
                .forEach(cells::add);
        return cells;
    }

    /** Returns whether the line contains nothing but delimiters. */
    public static boolean isEmpty(String line) {
        return line.matches("[,;\t\"\\h]*");
    }

    public static boolean isPreamble(String line) {
        String start = line.strip().toLowerCase(Locale.ROOT);
        return start.startsWith("#type ") || start.equals("#type") || start.matches("\"?sep=.?\"?");
    }
}
