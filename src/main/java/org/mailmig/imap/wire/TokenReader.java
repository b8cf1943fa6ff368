// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mailmig.imap.error.ProtocolException;

/**
 * Reads the tokens of responses: atoms, numbers, strings, sizes of literals (RFC 9051, 9). Text consists of raw bytes, one char each. One
 * thread at a time.
 */
abstract sealed class TokenReader permits ResponseReader {
    private static final int MOST_LITERAL_DIGITS = 18;

    final ByteSource in;
    private byte[] text = new byte[256];
    private int length;
    private int budget;

    TokenReader(ByteSource in) {
        this.in = in;
    }

    /** Limits what follows to this number of bytes. */
    final void limit(int mostOctets) {
        budget = mostOctets;
    }

    /** Returns how many more bytes this response may have. */
    public final int budget() {
        return budget;
    }

    /** Returns the number of bytes that arrived and were not read yet. */
    final int buffered() {
        return in.buffered();
    }

    final ProtocolException wrong(String what) {
        return new ProtocolException(in.peer() + " " + what);
    }

    public final int peek() throws IOException {
        return in.peek();
    }

    final int next() throws IOException {
        if (--budget < 0) {
            throw wrong("sent a response that does not end");
        }
        return in.next();
    }

    final void collect(int octet) {
        if (length == text.length) {
            text = Arrays.copyOf(text, length * 2);
        }
        text[length++] = (byte) octet;
    }

    final String collected() {
        String word = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        if (text.length > 1 << 16) {
            text = new byte[256];
        }
        return word;
    }

    public final boolean atLineEnd() throws IOException {
        int octet = peek();
        return octet == '\r' || octet == '\n';
    }

    /** Skips blanks. */
    public final void blank() throws IOException {
        while (peek() == ' ') {
            next();
        }
    }

    /** Reads the byte if it comes next. */
    public final boolean take(char octet) throws IOException {
        if (peek() != octet) {
            return false;
        }
        next();
        return true;
    }

    public final void expect(char octet) throws IOException {
        if (!take(octet)) {
            throw wrong("sent what is not valid IMAP: no \"" + octet + "\" where one is due");
        }
    }

    /** Reads an atom or flag: everything up to a blank, a parenthesis or the end of the line. May be empty. */
    public final String word() throws IOException {
        for (int octet = peek(); octet > ' ' && octet != '(' && octet != ')'; octet = peek()) {
            collect(next());
        }
        return collected();
    }

    /** Reads the name of an item of FETCH, with everything in its brackets: {@code BODY[HEADER.FIELDS (SUBJECT)]}. */
    public final String item() throws IOException {
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

    /** Reads a number, or returns 0 if something else comes next. */
    public final long number() throws IOException {
        long number = 0;
        for (int octet = peek(); octet >= '0' && octet <= '9'; octet = peek()) {
            number = number * 10 + (next() - '0');
        }
        return Math.max(0, number);
    }

    /** Reads an atom, quoted string or literal (RFC 9051: nstring); {@code null} for NIL. */
    public final String nstring() throws IOException {
        if (peek() == '"' || atLiteral()) {
            return astring();
        }
        String word = word();
        return word.equalsIgnoreCase("NIL") ? null : word;
    }

    /** Does the same as {@link #nstring}, but reads NIL as a word like any other; for folder names. */
    public final String astring() throws IOException {
        if (peek() == '"') {
            return quoted();
        }
        if (take('~') && peek() != '{') { // a name, not a binary literal
            collect('~');
            return word();
        }
        if (peek() != '{') {
            return word();
        }
        long size = literalSize();
        if (size > budget) {
            throw wrong("sent a string of " + size + " bytes where a name or atom is due");
        }
        for (long i = 0; i < size; i++) {
            collect(next());
        }
        return collected();
    }

    final String quoted() throws IOException {
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

    /** Returns whether a literal comes next. {@code ~} announces a binary one (RFC 3516). */
    final boolean atLiteral() throws IOException {
        return peek() == '{' || peek() == '~';
    }

    /** Reads {@code {n}} and its line end; the bytes come next. */
    final long literalSize() throws IOException {
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
            throw wrong("announced a literal without a valid size");
        }
        return size;
    }
}
