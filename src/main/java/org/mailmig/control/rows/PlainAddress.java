// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.regex.Pattern;
import org.mailmig.control.internal.text.PrintableCells;

/**
 * The column {@code address}: exactly one mail address. Anything else that spreadsheets contain there (a list, a prefix such as {@code
 * SMTP:}, a display name) would match no entry, and the user's name alone would decide.
 */
final class PlainAddress {
    private static final int LONGEST = 320;

    /** A login without a domain is not an address, but not wrong either: the entry is then searched by name. */
    private static final Pattern GOOD = Pattern.compile(
            "[^@\\s;,:<>()\\[\\]\"]*|[^@\\s;,:<>()\\[\\]\"]+@[^@\\s;,:<>()\\[\\]\".]+(\\.[^@\\s;,:<>()\\[\\]\".]+)*");

    private PlainAddress() {}

    /** An empty field is valid: the target user is used instead. */
    static boolean isGood(String value) {
        return value.length() <= LONGEST && GOOD.matcher(value).matches();
    }

    static String problem(String value) {
        return "\"" + PrintableCells.shown(value)
                + "\" is not a single mail address: write local-part@domain, without a prefix such as SMTP:, a"
                + " display name or a second address.";
    }
}
