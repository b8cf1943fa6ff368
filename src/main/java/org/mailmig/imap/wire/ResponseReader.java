// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.mailmig.imap.error.ProtocolException;

/**
 * Parses responses (RFC 9051, 9) while they arrive, see {@link TokenReader} for their tokens. Whatever a server sends, a response
 * without its streamed literals takes no more memory than {@link #MOST_OCTETS}. One thread at a time.
 */
public final class ResponseReader extends TokenReader {
    /** Longest response in bytes, including literals that are buffered. */
    public static final int MOST_OCTETS = 1 << 20;

    private static final int MOST_NESTED = 32;
    private static final int MOST_WORDS = 10_000;

    /** RFC 9051 limits a message to 32 bits (RFC822.SIZE); a server that announces more would send without end. */
    private static final long MOST_MESSAGE_OCTETS = 0xFFFFFFFFL;

    /** Memory of the parsed elements of a response, per byte, while they are kept. */
    private static final int MEMORY_PER_OCTET = 8;

    /** What a result counts for in addition to its bytes: a slow server may need time for each. */
    private static final int PROGRESS = 4096;

    private static final int MEMORY_PER_RESPONSE = 256;

    private boolean ended;
    private LongConsumer memory = octets -> {};

    public ResponseReader(ByteSource in) {
        super(in);
    }

    /** Makes {@code counter}, which may throw, count the memory of what is kept. */
    public void countMemory(LongConsumer counter) {
        memory = counter;
    }

    /** Counts bytes of memory that are needed until the command is done. */
    public void keep(long octets) {
        memory.accept(octets);
    }

    /** Begins a new measurement: a response begins, or one of several commands is done. */
    public void restart() {
        in.restart();
    }

    /** Records a further result of the command, however short it is. */
    public void progress() {
        in.useful(PROGRESS);
    }

    /** Counts what a handler has read since {@code budgetBefore} bytes were left: it keeps that until the command is done. */
    public void kept(int budgetBefore) {
        int read = budgetBefore - budget();
        if (read > 0) {
            in.useful(read);
            keep(MEMORY_PER_RESPONSE + (long) MEMORY_PER_OCTET * read);
        }
    }

    /** Begins a response, which may be {@code mostOctets} bytes long. */
    public void begin(int mostOctets) {
        limit(mostOctets);
        ended = false;
    }

    /** Returns the bytes of a literal whose size was just read; {@link LiteralStream#skipRest} must follow. */
    LiteralStream literal(long size) {
        return new LiteralStream(in, size);
    }

    /** Reads the words of a parenthesised list, including those of strings and nested lists. */
    public List<String> words() throws IOException {
        List<String> words = new ArrayList<>();
        expect('(');
        int depth = 1;
        for (blank(); ; blank()) {
            if (take('(')) {
                deeper(++depth);
            } else if (take(')')) {
                if (--depth == 0) {
                    return words;
                }
            } else {
                int before = budget();
                if (words.size() == MOST_WORDS) {
                    throw wrong("sent a list of more than " + MOST_WORDS + " words");
                }
                words.add(astring());
                if (before == budget()) {
                    throw wrong("sent a list that does not end");
                }
            }
        }
    }

    /** Skips one value: a list with all its contents, a string, a literal or an atom. */
    public void skipValue() throws IOException {
        int depth = 0;
        do {
            blank();
            if (take('(')) {
                deeper(++depth);
            } else if (depth > 0 && take(')')) {
                depth--;
            } else if (atLineEnd()) {
                return;
            } else {
                skipString();
            }
        } while (depth > 0);
    }

    private void deeper(int depth) throws ProtocolException {
        if (depth > MOST_NESTED) {
            throw wrong("sent lists nested more than " + MOST_NESTED + " deep");
        }
    }

    private void skipString() throws IOException {
        if (peek() == '"') {
            quoted();
        } else if (take('~') && peek() != '{') {
            item();
        } else if (peek() == '{') {
            new LiteralStream(in, literalSize(), false).skipRest();
        } else if (item().isEmpty()) {
            next();
        }
    }

    /** Reads the rest of the line unchanged, without its end. */
    public String line() throws IOException {
        while (!atLineEnd()) {
            collect(next());
        }
        endLine();
        return collected();
    }

    /** Skips what is left of the response, including literals. */
    public void skipRest() throws IOException {
        if (ended) {
            return;
        }
        while (!atLineEnd()) {
            if (!take(' ') && !take('(') && !take(')')) {
                skipString();
            }
        }
        endLine();
    }

    /** Skips empty lines, which some servers send between responses. */
    public void skipEmptyLines() throws IOException {
        while (atLineEnd()) {
            endLine();
        }
    }

    /**
     * Skips empty lines within parentheses (some servers send one after a literal). Returns false if another response begins instead;
     * {@link #skipRest} then leaves that one alone.
     */
    public boolean skipEmptyLinesWithin() throws IOException {
        if (!atLineEnd()) {
            return true;
        }
        skipEmptyLines();
        ended = peek() != ' ' && peek() != ')';
        return !ended;
    }

    private void endLine() throws IOException {
        take('\r');
        expect('\n');
    }

    /** Reads a string or literal of an item of FETCH as a stream; {@code null} for NIL. */
    public LiteralStream body() throws IOException {
        if (atLiteral()) {
            long size = literalSize();
            if (size > MOST_MESSAGE_OCTETS) {
                throw wrong("announced a literal of " + size + " bytes, which is larger than any message");
            }
            return literal(size);
        }
        String text = nstring();
        return text == null ? null : LiteralStream.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
