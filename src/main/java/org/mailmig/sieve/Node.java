// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.util.List;
import java.util.function.Consumer;

/**
 * A command or a test (RFC 5228, 8.2).
 *
 * @param name in lower case
 * @param arguments tags, numbers and strings in order
 * @param tests the tests after the arguments
 * @param block the commands in braces; empty if there is no block
 */
record Node(String name, List<Argument> arguments, List<Node> tests, List<Node> block) {
    /**
     * @param tag in lower case without colon; {@code null} for a string list or a number
     * @param texts the strings; empty for tags and numbers
     */
    record Argument(String tag, List<Text> texts) {
        boolean isStrings() {
            return !texts.isEmpty();
        }
    }

    /**
     * A string and its position.
     *
     * @param value one char per byte
     */
    record Text(int from, int to, String value) {}

    /** Visits this node and all nodes below it, in the script's order. */
    void each(Consumer<Node> visit) {
        visit.accept(this);
        tests.forEach(test -> test.each(visit));
        block.forEach(command -> command.each(visit));
    }

    /** The strings of the argument at this position from the end (0: the last); none if it is not a string. */
    List<Text> fromEnd(int place) {
        int index = arguments.size() - 1 - place;
        return index < 0 ? List.of() : arguments.get(index).texts();
    }

    /** The strings after a tag. */
    List<Text> behind(String tag) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (tag.equals(arguments.get(i).tag())) {
                return arguments.get(i + 1).texts();
            }
        }
        return List.of();
    }

    boolean has(String tag) {
        return arguments.stream().anyMatch(argument -> tag.equals(argument.tag()));
    }
}
