// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

/**
 * One token of a script (RFC 5228, 8.1).
 *
 * @param from offset of its first byte
 * @param to offset after its last byte
 * @param value a word or tag as written, a string without its quoting (one char per byte); empty for the rest
 */
record Token(Kind kind, int from, int to, String value) {
    enum Kind {
        WORD,
        TAG,
        NUMBER,
        TEXT,
        /** One of <code>[ ] ( ) { } , ;</code>, which is its value. */
        MARK,
        END
    }

    boolean is(char mark) {
        return kind == Kind.MARK && value.charAt(0) == mark;
    }
}
