// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

/** Numbers in sentences for operators. */
public final class Plural {
    private Plural() {}

    /** {@code 1 message is}, {@code 0 messages are}: the number with the matching words. */
    public static String of(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
