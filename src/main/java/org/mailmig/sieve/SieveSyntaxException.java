// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

/** The text is not valid Sieve (RFC 5228, section 8); the message names the line. */
public final class SieveSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SieveSyntaxException(String script, int at, String what) {
        super("line " + line(script, at) + ": " + what);
    }

    private static long line(String script, int at) {
        return 1
                + script.substring(0, Math.min(at, script.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
