// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

import java.util.regex.Pattern;

/** Patterns of folder names as in LIST (RFC 9051, 6.3.9). */
public final class FolderPattern {
    private FolderPattern() {}

    /** {@code *} matches everything, {@code %} everything but the separator; INBOX is matched ignoring case. */
    public static boolean matches(String pattern, String name, char separator) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '%' -> regex.append("[^")
                        .append(Pattern.quote("" + separator))
                        .append("]*");
                default -> regex.append(Pattern.quote("" + c));
            }
        }
        int flags = name.equalsIgnoreCase("INBOX") ? Pattern.CASE_INSENSITIVE : 0;
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }
}
