// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.mailmig.imap.error.ProtocolException;

/**
 * Reads the pieces of responses (RFC 9051, 9) as they arrive. Text comes as raw octets, one char each. Whatever a server
 * sends, a response outside its streamed literals costs no more memory than {@link #MOST_OCTETS}. One thread at a time.
 */
public final class ResponseReader {
    /** Longest response, literals that are held included. */
    public static final int MOST_OCTETS = 1 << 20;

    private static final int MOST_NESTED = 32;
    private static final int MOST_WORDS = 10_000;
    private static final int MOST_LITERAL_DIGITS = 18;

    /** RFC 9051 counts a message in 32 bits (RFC822.SIZE); whoever announces more sends without end. */
    private static final long MOST_MESSAGE_OCTETS = 0xFFFFFFFFL;

    /** How much memory the pieces of a response take, for each of its octets, while they are kept. */
    private static final int MEMORY_PER_OCTET = 8;

    /** What a result counts for beside its octets: a slow server may take its time for each. */
    private static final int PROGRESS = 4096;

    private static final int MEMORY_PER_RESPONSE = 256;

    private final ByteSource in;
    private byte[] text = new byte[256];
    private int length;
    private int budget;
    private boolean ended;
    private LongConsumer memory = octets -> {};

    public ResponseReader(ByteSource in) {
        this.in = in;
    }

    /** What is kept of the answers is counted by {@code counter}, which may throw. */
    public void countMemory(LongConsumer counter) {
        memory = counter;
    }

    /** So many octets of memory are needed until the command is done. */
    public void keep(long octets) {
        memory.accept(octets);
    }

    /** An answer begins, or a command of several is done. */
    public void restart() {
        in.restart();
    }

    /** A further result of the command, however short it is. */
    public void progress() {
        in.useful(PROGRESS);
    }

    /** What a taker has read since there were {@code budgetBefore} octets left: it keeps it until the command is done. */
    public void kept(int budgetBefore) {
        int read = budgetBefore - budget;
        if (read > 0) {
            in.useful(read);
            keep(MEMORY_PER_RESPONSE + (long) MEMORY_PER_OCTET * read);
        }
    }

    /** Octets that this response may still have. */
    public int budget() {
        return budget;
    }

    /** Begins a response, which may be {@code mostOctets} long. */
    public void begin(int mostOctets) {
        budget = mostOctets;
        ended = false;
    }

    /** Octets that came and were not read yet. */
    int buffered() {
        return in.buffered();
    }

    private ProtocolException wrong(String what) {
        return new ProtocolException(in.peer() + " " + what);
    }

    public int peek() throws IOException {
        return in.peek();
    }

    private int next() throws IOException {
        if (--budget < 0) {
            throw wrong("sent a response that does not end");
        }
        return in.next();
    }

    private void collect(int octet) {
        if (length == text.length) {
            text = Arrays.copyOf(text, length * 2);
        }
        text[length++] = (byte) octet;
    }

    private String collected() {
        String word = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        if (text.length > 1 << 16) {
            text = new byte[256];
        }
        return word;
    }

    public boolean atLineEnd() throws IOException {
        int octet = peek();
        return octet == '\r' || octet == '\n';
    }

    /** Skips blanks. */
    public void blank() throws IOException {
        while (peek() == ' ') {
            next();
        }
    }

    /** Takes the octet if it comes next. */
    public boolean take(char octet) throws IOException {
        if (peek() != octet) {
            return false;
        }
        next();
        return true;
    }

    public void expect(char octet) throws IOException {
        if (!take(octet)) {
            throw wrong("sent what is not IMAP: no \"" + octet + "\" where one is due");
        }
    }

    /** An atom or flag: all up to a blank, a parenthesis or the line's end. May be empty. */
    public String word() throws IOException {
        for (int octet = peek(); octet > ' ' && octet != '(' && octet != ')'; octet = peek()) {
            collect(next());
        }
        return collected();
    }

    /** The name of an item of FETCH, with all between its brackets: {@code BODY[HEADER.FIELDS (SUBJECT)]}. */
    public String item() throws IOException {
        int depth = 0;
        for (int octet = peek(); ; octet = peek()) {
            boolean ends = octet == ' ' || octet == '(' || octet == ')';
            if (octet == '\r' || octet == '\n' || octet == 0 || depth == 0 && ends) {
                return Status.upper(collected());
            }
            depth += octet == '[' ? 1 : octet == ']' ? -1 : 0;
            collect(next());
        }
    }

    /** A number, or 0 where something else stands. */
    public long number() throws IOException {
        long number = 0;
        for (int octet = peek(); octet >= '0' && octet <= '9'; octet = peek()) {
            number = number * 10 + (next() - '0');
        }
        return Math.max(0, number);
    }

    /** An atom, quoted string or literal (RFC 9051: nstring); {@code null} for NIL. */
    public String nstring() throws IOException {
        if (peek() == '"' || atLiteral()) {
            return astring();
        }
        String word = word();
        return word.equalsIgnoreCase("NIL") ? null : word;
    }

    /** Like {@link #nstring}, but NIL is a word like any other: mailbox names. */
    public String astring() throws IOException {
        if (peek() == '"') {
            return quoted();
        }
        if (take('~') && peek() != '{') { // a name, and no binary literal
            collect('~');
            return word();
        }
        if (peek() != '{') {
            return word();
        }
        long size = literalSize();
        if (size > budget) {
            throw wrong("sent a string of " + size + " octets where a name or word is due");
        }
        for (long i = 0; i < size; i++) {
            collect(next());
        }
        return collected();
    }

    private String quoted() throws IOException {
        next();
        while (true) {
            int octet = next();
            if (octet == '"') {
                return collected();
            }
            if (octet == '\r' || octet == '\n') {
                throw wrong("sent a quoted string that does not end");
            }
            collect(octet == '\\' ? next() : octet);
        }
    }

    /** Does a literal come next? {@code ~} announces a binary one (RFC 3516). */
    boolean atLiteral() throws IOException {
        return peek() == '{' || peek() == '~';
    }

    /** Reads {@code {n}} and its line end; the octets come next. */
    long literalSize() throws IOException {
        take('~');
        expect('{');
        long size = 0;
        int digits = 0;
        for (int octet = peek(); octet >= '0' && octet <= '9'; octet = peek()) {
            size = size * 10 + (next() - '0');
            digits++;
        }
        take('+');
        expect('}');
        take('\r');
        expect('\n');
        if (digits == 0 || digits > MOST_LITERAL_DIGITS) {
            throw wrong("announced a literal of no size that makes sense");
        }
        return size;
    }

    /** The octets of a literal whose size was just read; {@link LiteralStream#skipRest} must follow. */
    LiteralStream literal(long size) {
        return new LiteralStream(in, size);
    }

    /** The words of a parenthesised list; strings and nested lists are taken for what they say. */
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
                int before = budget;
                if (words.size() == MOST_WORDS) {
                    throw wrong("sent a list of more than " + MOST_WORDS + " words");
                }
                words.add(astring());
                if (before == budget) {
                    throw wrong("sent a list that does not end");
                }
            }
        }
    }

    /** Skips one value: a list with all inside it, a string, a literal or an atom. */
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

    /** The rest of the line as it stands, without its end. */
    public String line() throws IOException {
        while (!atLineEnd()) {
            collect(next());
        }
        endLine();
        return collected();
    }

    /** Skips what is left of the response, literals included. */
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

    /** Some servers send one between responses. */
    public void skipEmptyLines() throws IOException {
        while (atLineEnd()) {
            endLine();
        }
    }

    /**
     * Within parentheses: skips empty lines before what belongs to the same response (some servers send one behind a literal).
     * False where another response begins instead; {@link #skipRest} then leaves that one alone.
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

    /** A string or literal of an item of FETCH as a stream; {@code null} for NIL. */
    public LiteralStream body() throws IOException {
        if (atLiteral()) {
            long size = literalSize();
            if (size > MOST_MESSAGE_OCTETS) {
                throw wrong("announced a text of " + size + " octets, which no message has");
            }
            return literal(size);
        }
        String text = nstring();
        return text == null ? null : LiteralStream.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
