// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;

/** The {@code Keyword,Value} lines of a control file. A keyword is given once; {@code Mode} comes first; {@code !} begins a comment. */
final class KeywordLines {
    /**
     * A line.
     *
     * @param line its number, counted from 1
     * @param word the keyword as written
     * @param text the value: everything after the first comma
     */
    record Value(int line, String word, String text) {}

    private final String file;
    private final Problems problems;
    private final Map<Keyword, Value> values = new EnumMap<>(Keyword.class);
    /** By keyword in lower case, the number of its line, which may have no value. */
    private final Map<String, Integer> met = new HashMap<>();

    KeywordLines(String file, List<String> lines, Problems problems) {
        this.file = file;
        this.problems = problems;
        for (int i = 0; i < lines.size(); i++) {
            line(i + 1, lines.get(i));
        }
    }

    /** Returns whether no line has a keyword. */
    boolean isEmpty() {
        return met.isEmpty();
    }

    boolean has(Keyword keyword) {
        return values.containsKey(keyword);
    }

    /** Returns whether a line has the keyword, with a value or without. */
    boolean isMentioned(Keyword keyword) {
        return met.containsKey(keyword.word().toLowerCase(Locale.ROOT));
    }

    /** The keyword's line, or {@code null}. */
    Value get(Keyword keyword) {
        return values.get(keyword);
    }

    String file() {
        return file;
    }

    private void line(int number, String line) {
        String[] parts = line.split(",", 2);
        String word = parts[0].strip();
        if (line.isBlank() || line.strip().startsWith("!")) {
            return;
        }
        Keyword keyword = Keyword.find(word);
        if (keyword == null) {
            String shown = Keyword.isNear(word) ? "\"" + PrintableCells.shown(word) + "\"" : "this";
            error(number, shown + " is not a keyword of a control file: correct or remove it.");
            return;
        }
        if (met.isEmpty() && keyword != Keyword.MODE) {
            error(number, "Mode must be the first keyword: begin the file with Mode,IMAP or Mode,EXCHANGE.");
        }
        Integer earlier = met.putIfAbsent(word.toLowerCase(Locale.ROOT), number);
        if (earlier != null) {
            error(number, word + " is already in line " + earlier + ": remove one of the two.");
            return;
        }
        if (parts.length < 2 || parts[1].isBlank()) {
            error(number, word + " has no value: write " + word + ",value or remove the line.");
            return;
        }
        keep(keyword, new Value(number, word, parts[1].strip()));
    }

    private void keep(Keyword keyword, Value value) {
        values.put(keyword, value);
        if (keyword.only() != null && !keyword.only().equalsIgnoreCase(value.text())) {
            error(
                    value.line(),
                    value.word() + "," + PrintableCells.shown(value.text()) + " is not supported: only "
                            + keyword.word() + "," + keyword.only() + " is.");
        } else if (keyword == Keyword.MEANINGLESS) {
            problems.warning(
                    file,
                    value.line(),
                    null,
                    value.word() + " has no effect here and is ignored: see application.properties.");
        }
    }

    private void error(int line, String sentence) {
        problems.error(file, line, null, sentence);
    }
}
