// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

import java.util.regex.Pattern;

/**
 * A cell of a CSV that we write. Spreadsheets run what begins like a formula; those that separate columns by semicolons or tabs find
 * such beginnings in the middle of our cells, too. An apostrophe makes each of them text.
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

    /** What {@link #safe} was made of: control files that we wrote are read again. */
    public static String plain(String cell) {
        return cell.indexOf('\'') < 0 ? cell : SAFE.matcher(cell).replaceAll("$1$2");
    }
}
