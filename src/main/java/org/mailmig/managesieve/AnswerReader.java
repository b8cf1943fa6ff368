// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.ByteSource;

/** Reads the responses of a ManageSieve server (RFC 5804, 4). One char per byte. Not thread-safe. */
final class AnswerReader {
    /** For all lines of a response together. No script is that large; a server that announces more is not believed. */
    private static final int MOST_OCTETS = 8 << 20;

    private static final int MOST_AT_ONCE = 1 << 16;
    private static final int MEMORY_OF_WORD = 64;

    private final ByteSource in;
    private final String peer;

    AnswerReader(ByteSource in, String peer) {
        this.in = in;
        this.peer = peer;
    }

    /** One word of a line; a quoted or literal string is never treated as an atom. */
    private record Word(String raw, boolean string) {}

    /** Reads to the end of a command's response; lines of strings before it are added to {@code lines}. BYE ends the connection. */
    Answer answer(List<List<String>> lines) throws IOException {
        in.restart();
        long octets = 0;
        while (true) {
            List<Word> line = line();
            octets += memory(line);
            limit(octets);
            Word first = line.get(0);
            String kind = first.string ? "" : first.raw.toUpperCase(Locale.ROOT);
            switch (kind) {
                case "OK", "NO" -> {
                    return answer(kind, line);
                }
                case "BYE" -> throw new ConnectionLostException(
                        peer + " sent BYE: " + answer(kind, line).shown(), null);
                default -> lines.add(line.stream().map(Word::raw).toList());
            }
        }
    }

    /** A SASL challenge is one string; anything else ends the exchange. Returns {@code null} for a challenge. */
    Answer answerOrChallenge() throws IOException {
        in.restart();
        List<Word> line = line();
        if (line.get(0).string) {
            return null;
        }
        return answer(line.get(0).raw.toUpperCase(Locale.ROOT), line);
    }

    private Answer answer(String kind, List<Word> line) throws ProtocolException {
        if (!kind.equals("OK") && !kind.equals("NO") && !kind.equals("BYE")) {
            throw new ProtocolException(peer + " sent what is not ManageSieve: " + ServerText.shown(kind));
        }
        String code = "";
        String text = "";
        for (Word word : line.subList(1, line.size())) {
            if (word.string) {
                text = ServerText.shown(word.raw);
            } else if (word.raw.startsWith("(")) {
                String inside = word.raw.substring(1).trim();
                code = ServerText.shown(inside.split(" ", 2)[0].toUpperCase(Locale.ROOT));
            }
        }
        return new Answer(kind, code, text);
    }

    private static long memory(List<Word> line) {
        return line.stream()
                .mapToLong(word -> MEMORY_OF_WORD + word.raw.length())
                .sum();
    }

    private List<Word> line() throws IOException {
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

    private void limit(long octets) throws ProtocolException {
        if (octets > MOST_OCTETS) {
            throw new ProtocolException(peer + " sent an answer of more than " + MOST_OCTETS + " bytes");
        }
    }
}
