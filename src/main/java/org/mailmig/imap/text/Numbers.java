// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

/** Parses decimal numbers as servers send them. */
public final class Numbers {
    private static final int MOST_DIGITS = 18;

    private Numbers() {}

    /** Returns the number, or 0 if the text is not a number. */
    public static long parse(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    public static boolean is(String text) {
        return !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
