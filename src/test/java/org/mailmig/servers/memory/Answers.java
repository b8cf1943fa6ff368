// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a test has the server answer instead of executing a command. {@code T} at the beginning of a line is the tag. */
final class Answers {
    private final Map<String, String> table = new LinkedHashMap<>();
    private volatile Function<Command, String> function = command -> null;
    private volatile Function<String, String> beforeLiteral = line -> null;

    synchronized void to(String pattern, String answer) {
        if (answer == null) {
            table.remove(pattern);
        } else {
            table.put(pattern, "T " + answer);
        }
    }

    void by(Function<Command, String> instead) {
        function = instead;
    }

    void beforeLiteral(Function<String, String> instead) {
        beforeLiteral = instead;
    }

    /** All lines; empty for silence, {@code null} if the command is to be executed. */
    String to(Command command) {
        String instead = function.apply(command);
        return instead == null ? fromTable(command.line()) : instead;
    }

    private synchronized String fromTable(String line) {
        return table.entrySet().stream()
                .filter(each -> Pattern.compile(each.getKey(), Pattern.DOTALL)
                        .matcher(line)
                        .matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** The same for a line that announces a literal and waits. */
    String toAnnouncement(String line) {
        return beforeLiteral.apply(line);
    }
}
