// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

import java.util.regex.Pattern;

/**
 * A cell of a CSV file written by mailmig. Spreadsheets execute a cell that begins like a formula; those that separate columns by
 * semicolons or tabs also find such beginnings inside our cells. An apostrophe turns each of them into text.
 */
public final class SpreadsheetText {
    private static final String START = "(^|[;\\t\\r\\n|])([\\s\"]*)";
    private static final String FORMULA = "(?=[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])";
    private static final Pattern RISKY = Pattern.compile(START + "(?='*" + FORMULA + ")");
    private static final Pattern SAFE = Pattern.compile(START + "'(?='*" + FORMULA + ")");

    private SpreadsheetText() {}

    /** {@code null} becomes an empty cell. */
    public static String safe(String cell) {
        if (cell == null) {
            return "";
        }
        boolean control = !cell.isEmpty() && "\t\r".indexOf(cell.charAt(0)) >= 0;
        return RISKY.matcher(control ? "'" + cell : cell).replaceAll("$1$2'");
    }

    /** Reverses {@link #safe}: control files written by mailmig are read again. */
    public static String plain(String cell) {
        return cell.indexOf('\'') < 0 ? cell : SAFE.matcher(cell).replaceAll("$1$2");
    }
}
