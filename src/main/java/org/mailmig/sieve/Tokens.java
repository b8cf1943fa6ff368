// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.sieve.Token.Kind;

/** Splits a script into tokens (RFC 5228, 8.1). Accepts CRLF and LF line ends, as both occur in practice. */
final class Tokens {
    /** Servers accept scripts of one megabyte at most; people write some hundred lines. */
    private static final int MOST = 500_000;

    private final String script;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokens(String script) {
        this.script = script;
    }

    /** @param script one char per byte; the last token is END */
    static List<Token> of(String script) throws SieveSyntaxException {
        Tokens tokens = new Tokens(script);
        while (tokens.skipWhite()) {
            if (tokens.tokens.size() == MOST) {
                throw tokens.fault("a script of more than " + MOST + " words, strings and marks is not read");
            }
            tokens.one();
        }
        tokens.add(Kind.END, script.length(), "");
        return tokens.tokens;
    }

    private boolean skipWhite() throws SieveSyntaxException {
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == '#') {
                int end = script.indexOf('\n', at);
                at = end < 0 ? script.length() : end + 1;
            } else if (script.startsWith("/*", at)) {
                int end = script.indexOf("*/", at + 2);
                if (end < 0) {
                    throw fault("a comment has no end");
                }
                at = end + 2;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void one() throws SieveSyntaxException {
        int from = at;
        char c = script.charAt(at);
        if (c == '"') {
            quoted();
        } else if (isLetter(c)) {
            word();
            String word = script.substring(from, at);
            if (word.equalsIgnoreCase("text") && at < script.length() && script.charAt(at) == ':') {
                at++;
                multiLine(from);
            } else {
                add(Kind.WORD, from, word);
            }
        } else if (c == ':') {
            at++;
            word();
            if (at == from + 1) {
                throw fault("a colon has no name after it");
            }
            add(Kind.TAG, from, script.substring(from + 1, at));
        } else if (isDigit(c)) {
            number();
            add(Kind.NUMBER, from, script.substring(from, at));
        } else if ("[](){},;".indexOf(c) >= 0) {
            at++;
            add(Kind.MARK, from, String.valueOf(c));
        } else {
            throw fault("a character that has no meaning here: " + (c > ' ' && c < 0x7F ? c : "#" + (int) c));
        }
    }

    private void add(Kind kind, int from, String value) {
        tokens.add(new Token(kind, from, at, value));
    }

    private void word() {
        while (at < script.length() && (isLetter(script.charAt(at)) || isDigit(script.charAt(at)))) {
            at++;
        }
    }

    private void number() {
        while (at < script.length() && isDigit(script.charAt(at))) {
            at++;
        }
        if (at < script.length() && "KMGkmg".indexOf(script.charAt(at)) >= 0) {
            at++;
        }
    }

    private void quoted() throws SieveSyntaxException {
        int from = at++;
        StringBuilder value = new StringBuilder();
        while (at < script.length() && script.charAt(at) != '"') {
            if (script.charAt(at) == '\\' && at + 1 < script.length()) {
                at++; // a quoted character means itself (RFC 5228, 2.4.2)
            }
            value.append(script.charAt(at++));
        }
        if (at >= script.length()) {
            at = from;
            throw fault("a string has no end");
        }
        at++;
        add(Kind.TEXT, from, value.toString());
    }

    private void multiLine(int from) throws SieveSyntaxException {
        MultiLineReader reader = new MultiLineReader(script, at);
        String value = reader.read(from);
        at = reader.end();
        add(Kind.TEXT, from, value);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private SieveSyntaxException fault(String what) {
        return new SieveSyntaxException(script, at, what);
    }
}
