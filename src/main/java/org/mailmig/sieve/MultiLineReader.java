// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

/** Reads a multi-line string (RFC 5228, 2.4.2): {@code text:} and lines. */
final class MultiLineReader {
    private final String script;
    private int at;

    /** @param at the position after {@code text:} */
    MultiLineReader(String script, int at) {
        this.script = script;
        this.at = at;
    }

    /**
     * Reads up to a line with only a dot; a leading double dot is dot-stuffing.
     *
     * @param from where the string begins, for errors
     */
    String read(int from) throws SieveSyntaxException {
        String head = line();
        if (head == null || !head.matches("[ \t]*(#.*)?")) {
            throw fault("text: is not followed by a line end");
        }
        StringBuilder value = new StringBuilder();
        for (String line = line(); ; line = line()) {
            if (line == null) {
                at = from;
                throw fault("a text: has no end (a line with only a dot)");
            }
            if (line.equals(".")) {
                return value.toString();
            }
            value.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    /** The position after what was read. */
    int end() {
        return at;
    }

    /** The next line without its end, or {@code null} at the end of the script. */
    private String line() {
        if (at >= script.length()) {
            return null;
        }
        int end = script.indexOf('\n', at);
        int stop = end < 0 ? script.length() : end;
        String line = script.substring(at, stop);
        at = end < 0 ? stop : end + 1;
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private SieveSyntaxException fault(String what) {
        return new SieveSyntaxException(script, at, what);
    }
}
