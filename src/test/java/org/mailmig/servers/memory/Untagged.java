// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

/** The untagged responses to one command. */
final class Untagged {
    private final StringBuilder lines = new StringBuilder();

    /** A line without its end. */
    void say(String line) {
        lines.append(line).append("\r\n");
    }

    void clear() {
        lines.setLength(0);
    }

    /** A quoted string, or a literal where that cannot hold the name. */
    static String quoted(String name) {
        boolean plain = name.chars().allMatch(c -> c >= ' ' && c <= '~');
        return plain ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : literal(name);
    }

    static String literal(String text) {
        return "{" + text.length() + "}\r\n" + text;
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
