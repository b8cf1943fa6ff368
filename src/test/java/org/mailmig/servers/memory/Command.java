// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command with its literals, which its body contains as marks. Each character is a byte. */
public final class Command {
    private static final Pattern MARK = Pattern.compile("\u0000(\\d+)\u0000");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)", Pattern.DOTALL);

    /** Commands with more words have their last ones read as a whole. */
    private static final int MOST_WORDS = 4;

    private final String tag;
    private final String body;
    private final List<String> literals;
    private final String line;
    private final List<MatchResult> words;

    Command(String text, List<String> literals) {
        String[] parts = text.split(" ", 2);
        this.tag = parts[0];
        this.body = parts.length < 2 ? "" : parts[1];
        this.literals = List.copyOf(literals);
        this.words = WORD.matcher(body).results().limit(MOST_WORDS).toList();
        this.line = MARK.matcher(body).replaceAll(mark -> Matcher.quoteReplacement(shown(mark.group())));
    }

    /** What takes the place of a literal. */
    static String mark(int literal) {
        return "\u0000" + literal + "\u0000";
    }

    private String shown(String mark) {
        boolean message = body.startsWith("APPEND ") && !body.startsWith("APPEND " + mark);
        return message ? '<' + literal(mark) + '>' : '"' + literal(mark) + '"';
    }

    private String literal(String mark) {
        return literals.get(Integer.parseInt(mark.substring(1, mark.length() - 1)));
    }

    /** Without the tag; messages are in angle brackets, other literals in quotation marks. */
    public String line() {
        return line;
    }

    public boolean has(String part) {
        return line.contains(part);
    }

    String tag() {
        return tag;
    }

    String verb() {
        return body.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** The word at this place, from 0 for the verb, without quotation marks; empty if there are fewer words. */
    String word(int index) {
        if (index >= words.size()) {
            return "";
        }
        String text = words.get(index).group();
        if (MARK.matcher(text).matches()) {
            return literal(text);
        }
        String quoted = words.get(index).group(1);
        return quoted == null ? text : quoted.replaceAll("(?s)\\\\(.)", "$1");
    }

    /** All that follows so many words, with marks. */
    String rest(int count) {
        return count > words.size() ? "" : body.substring(words.get(count - 1).end());
    }

    /** The literal of a mark's number. */
    String literal(int number) {
        return literals.get(number);
    }
}
