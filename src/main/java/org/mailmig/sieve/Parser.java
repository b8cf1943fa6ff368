// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.sieve.Node.Argument;
import org.mailmig.sieve.Node.Text;
import org.mailmig.sieve.Token.Kind;

/** The grammar of RFC 5228, section 8.2: knows the form of commands, not which ones exist. */
final class Parser {
    /** Deeper than any person nests (RFC 5228, 2.10.5 requires 15). */
    private static final int DEEPEST = 200;

    private final String script;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(String script, List<Token> tokens) {
        this.script = script;
        this.tokens = tokens;
    }

    /** @param script one char per byte */
    static List<Node> parse(String script) throws SieveSyntaxException {
        Parser parser = new Parser(script, Tokens.of(script));
        List<Node> commands = parser.commands();
        parser.expect(parser.peek().kind() == Kind.END, "a command begins with a word");
        return commands;
    }

    private List<Node> commands() throws SieveSyntaxException {
        deeper();
        List<Node> commands = new ArrayList<>();
        while (peek().kind() == Kind.WORD) {
            commands.add(command());
        }
        depth--;
        return commands;
    }

    private Node command() throws SieveSyntaxException {
        String name = name();
        List<Argument> arguments = arguments();
        List<Node> tests = tests();
        if (peek().is('{')) {
            at++;
            List<Node> block = commands();
            mark('}', "a block has no closing brace");
            return new Node(name, arguments, tests, block);
        }
        mark(';', "command " + name + " does not end with a semicolon");
        return new Node(name, arguments, tests, List.of());
    }

    private String name() {
        return next().value().toLowerCase(Locale.ROOT);
    }

    private List<Argument> arguments() throws SieveSyntaxException {
        List<Argument> arguments = new ArrayList<>();
        while (true) {
            Token token = peek();
            if (token.kind() == Kind.TAG) {
                arguments.add(new Argument(next().value().toLowerCase(Locale.ROOT), List.of()));
            } else if (token.kind() == Kind.NUMBER) {
                at++;
                arguments.add(new Argument(null, List.of()));
            } else if (token.kind() == Kind.TEXT) {
                arguments.add(new Argument(null, List.of(text())));
            } else if (token.is('[')) {
                arguments.add(new Argument(null, list()));
            } else {
                return arguments;
            }
        }
    }

    private List<Text> list() throws SieveSyntaxException {
        at++;
        List<Text> texts = new ArrayList<>();
        while (!peek().is(']')) {
            if (!texts.isEmpty()) {
                mark(',', "strings in a list are separated by commas");
            }
            expect(peek().kind() == Kind.TEXT, "only strings are allowed in a list");
            texts.add(text());
        }
        at++;
        return texts;
    }

    private Text text() {
        Token token = next();
        return new Text(token.from(), token.to(), token.value());
    }

    private List<Node> tests() throws SieveSyntaxException {
        if (peek().kind() == Kind.WORD) {
            return List.of(test());
        }
        List<Node> tests = new ArrayList<>();
        if (peek().is('(')) {
            at++;
            do {
                expect(peek().kind() == Kind.WORD, "a test begins with a word");
                tests.add(test());
            } while (comma());
            mark(')', "a list of tests has no closing bracket");
        }
        return tests;
    }

    private Node test() throws SieveSyntaxException {
        deeper();
        Node test = new Node(name(), arguments(), tests(), List.of());
        depth--;
        return test;
    }

    private boolean comma() {
        boolean comma = peek().is(',');
        at += comma ? 1 : 0;
        return comma;
    }

    private void deeper() throws SieveSyntaxException {
        depth++;
        expect(depth <= DEEPEST, "blocks and tests are nested more than " + DEEPEST + " deep");
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private void mark(char mark, String otherwise) throws SieveSyntaxException {
        expect(peek().is(mark), otherwise);
        at++;
    }

    private void expect(boolean good, String otherwise) throws SieveSyntaxException {
        if (!good) {
            throw new SieveSyntaxException(script, peek().from(), otherwise);
        }
    }
}
