// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.wire.ByteSource;

/** Reads the lines of a ManageSieve server as words (RFC 5804, 4): atoms, quoted strings, literals, response codes. */
final class WordReader {
    /** For all lines of a response together. No script is that large; a server that announces more is not believed. */
    private static final int MOST_OCTETS = 8 << 20;

    private static final int MOST_AT_ONCE = 1 << 16;
    private static final int MEMORY_OF_WORD = 64;

    private final ByteSource in;
    private final String peer;

    WordReader(ByteSource in, String peer) {
        this.in = in;
        this.peer = peer;
    }

    /** One word of a line; a quoted or literal string is never treated as an atom. */
    record Word(String raw, boolean string) {}

    /** The memory that a line takes, in bytes. */
    static long memory(List<Word> line) {
        return line.stream()
                .mapToLong(word -> MEMORY_OF_WORD + word.raw.length())
                .sum();
    }

    /** The next line that is not empty. @throws ProtocolException if it is not ManageSieve, or too long */
    List<Word> line() throws IOException {
        List<Word> words = new ArrayList<>();
        long octets = 0;
        while (true) {
            int c = in.next();
            if (c == '\n') {
                if (!words.isEmpty()) {
                    return words;
                }
            } else if (c == '"') {
                words.add(new Word(quoted(), true));
            } else if (c == '{') {
                words.add(new Word(literal(), true));
            } else if (c == '(') {
                words.add(new Word("(" + code(), false));
            } else if (c != ' ' && c != '\r') {
                StringBuilder atom = new StringBuilder().append((char) c);
                int end = atom(atom);
                words.add(new Word(atom.toString(), false));
                if (end == '\n') {
                    return words;
                }
            }
            octets += MEMORY_OF_WORD
                    + (words.isEmpty() ? 0 : words.get(words.size() - 1).raw.length());
            limit(octets);
        }
    }

    /** Returns the byte after the atom. */
    private int atom(StringBuilder atom) throws IOException {
        for (int c = in.next(); ; c = in.next()) {
            if (c == ' ' || c == '\n') {
                return c;
            }
            if (c != '\r') {
                atom.append((char) c);
                limit(atom.length());
            }
        }
    }

    private String quoted() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.next(); c != '"'; c = in.next()) {
            text.append((char) (c == '\\' ? in.next() : c));
            limit(text.length());
        }
        return text.toString();
    }

    private String literal() throws IOException {
        StringBuilder size = new StringBuilder();
        for (int c = in.next(); c != '}'; c = in.next()) {
            size.append((char) c);
            limit(size.length() * (MOST_OCTETS / 16L)); // 16 digits
        }
        String digits = size.toString().replace("+", "");
        if (!digits.matches("[0-9]{1,9}")) {
            throw new ProtocolException(peer + " sent an invalid size of a literal");
        }
        int count = Integer.parseInt(digits);
        limit(count);
        for (int c = in.next(); c != '\n'; c = in.next()) {
            if (c != '\r') {
                throw new ProtocolException(peer + " sent something after the size of a literal");
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] piece = new byte[Math.min(count, MOST_AT_ONCE)];
        while (octets.size() < count) { // memory is allocated only for bytes that have arrived
            int read = in.take(piece, 0, Math.min(piece.length, count - octets.size()));
            octets.write(piece, 0, read);
            in.useful(read);
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /** A response code up to its closing bracket; strings inside may contain brackets. */
    private String code() throws IOException {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        int depth = 1;
        while (true) {
            int c = in.next();
            if (c == '"') {
                code.writeBytes(quoted().getBytes(StandardCharsets.ISO_8859_1));
            } else if (c == '{') {
                code.writeBytes(literal().getBytes(StandardCharsets.ISO_8859_1));
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0) {
                    return code.toString(StandardCharsets.ISO_8859_1);
                }
                code.write(c);
            }
            limit(code.size());
        }
    }

    /** @throws ProtocolException if a response has more bytes than any honest one */
    void limit(long octets) throws ProtocolException {
        if (octets > MOST_OCTETS) {
            throw new ProtocolException(peer + " sent an answer of more than " + MOST_OCTETS + " bytes");
        }
    }
}
