// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.io.IOException;
import java.io.Reader;

/**
 * Checks CSV text (RFC 4180) before the parser. What would make the parser fail, or read the rest as one value, is reported with line and
 * column and repaired, so that the parser can continue and memory stays bounded.
 */
public final class CsvSanitizer extends Reader {
    static final int LONGEST_FIELD = 8_192;
    /** Far more than there are columns; the parser keeps a whole row in memory. */
    static final int MOST_FIELDS = 1_000;
    /** Marks a place that was reported and repaired; such a field gets no second error. */
    public static final char REPLACEMENT = '\uFFFD';

    private enum State {
        START,
        PLAIN,
        QUOTED,
        QUOTE_SEEN,
        DROPPED,
        ROW_DROPPED
    }

    private final Reader in;
    private final FileFormat format;
    /** Whether unquoted fields are quoted, so that a comma in them separates nothing for the parser. */
    private final boolean quotes;

    private final String file;
    private final Problems problems;
    private final char[] chunk = new char[4096];
    private final StringBuilder out = new StringBuilder();
    private int given;
    private State state = State.START;
    private long line = 1;
    private int column = 1;
    private int length;
    private long openingLine;
    private int openingColumn;
    private long controlLine;
    private boolean afterCr;
    private boolean ended;

    /** @param format the separator of the columns in {@code in}; the output is separated by commas */
    public CsvSanitizer(Reader in, FileFormat format, String file, Problems problems) {
        this.in = in;
        this.format = format;
        this.quotes = format.delimiter() != ',';
        this.file = file;
        this.problems = problems;
    }

    @Override
    public int read(char[] to, int start, int count) throws IOException {
        while (given == out.length()) {
            if (ended) {
                return -1;
            }
            out.setLength(0);
            given = 0;
            int read = in.read(chunk, 0, chunk.length);
            for (int i = 0; i < read && !ended; i++) {
                look(chunk[i]);
            }
            if (read < 0) {
                end();
            }
        }
        int taken = Math.min(count, out.length() - given);
        out.getChars(given, given + taken, to, start);
        given += taken;
        return taken;
    }

    private void look(char c) {
        if (line <= format.preamble() && c != '\r' && c != '\n') {
            return; // the line numbers stay correct
        }
        if (Character.isISOControl(c) && c != '\r' && c != '\n' && c != '\t') {
            if (controlLine != line) { // UTF-16 without a byte order mark has one after each letter
                report("there is a control character (U+%04X) here: remove it%s."
                        .formatted((int) c, c == 0 ? ", or save the file as UTF-8 if all of it looks like this" : ""));
            }
            controlLine = line;
            c = REPLACEMENT;
        }
        boolean lineEnd = c == '\r' || c == '\n';
        switch (state) {
            case START, PLAIN -> plain(c, lineEnd);
            case QUOTED -> quoted(c, lineEnd);
            case QUOTE_SEEN -> quoteSeen(c, lineEnd);
            case DROPPED -> {
                if (lineEnd || c == format.delimiter()) {
                    fieldEnds(c, lineEnd);
                }
            }
            case ROW_DROPPED -> {
                if (lineEnd) {
                    fieldEnds(c, true);
                }
            }
        }
        if (c == '\r' || (c == '\n' && !afterCr)) {
            line++;
        }
        afterCr = c == '\r';
    }

    private void plain(char c, boolean lineEnd) {
        if (lineEnd || c == format.delimiter()) {
            if (quotes && state == State.PLAIN) {
                out.append('"');
            }
            fieldEnds(c, lineEnd);
        } else if (c == '"' && state == State.START) {
            state = State.QUOTED;
            openingLine = line;
            openingColumn = column;
            out.append(c);
        } else if (++length > LONGEST_FIELD) {
            report("the field is longer than 8,192 characters: shorten it.");
            out.append(REPLACEMENT).append(quotes ? "\"" : "");
            state = State.DROPPED;
        } else {
            if (c == '"') {
                report("there is a quotation mark inside a field without quotes: put the whole field in quotes, with"
                        + " nothing before or after them, and double each quotation mark in it.");
            }
            boolean begins = quotes && state == State.START;
            state = State.PLAIN;
            out.append(begins ? "\"" : "").append(c).append(quotes && c == '"' ? "\"" : "");
        }
    }

    /** No value contains a line break: rows after an unclosed quote are read as rows. */
    private void quoted(char c, boolean lineEnd) {
        if (lineEnd) {
            problems.error(
                    file,
                    openingLine,
                    String.valueOf(openingColumn),
                    "the quotation mark that opens here is not closed in this line: close it; if the value contains a"
                            + " line break, remove it.");
            out.append(REPLACEMENT).append('"');
            fieldEnds(c, true);
        } else if (c == '"') {
            state = State.QUOTE_SEEN;
            out.append(c);
        } else if (++length > LONGEST_FIELD) {
            problems.error(
                    file,
                    openingLine,
                    String.valueOf(openingColumn),
                    "the quoted field that begins here is longer than 8,192 characters: close its quote or shorten it.");
            out.append(REPLACEMENT).append('"');
            state = State.DROPPED;
        } else {
            out.append(c);
        }
    }

    private void quoteSeen(char c, boolean lineEnd) {
        if (c == '"') {
            length++;
            state = State.QUOTED;
            out.append(c);
        } else if (lineEnd || c == format.delimiter()) {
            fieldEnds(c, lineEnd);
        } else {
            report("there is text after a closing quotation mark: double the quotation marks inside a quoted field.");
            state = State.DROPPED;
        }
    }

    private void fieldEnds(char c, boolean lineEnd) {
        if (!lineEnd && column == MOST_FIELDS) {
            report("the row has more than 1,000 fields: no control file has that many columns.");
            state = State.ROW_DROPPED;
            return;
        }
        out.append(lineEnd ? c : ',');
        state = State.START;
        length = 0;
        column = lineEnd ? 1 : column + 1;
    }

    private void end() {
        ended = true;
        if (quotes && state == State.PLAIN) {
            out.append('"');
        }
        if (state == State.QUOTED) {
            problems.error(
                    file,
                    openingLine,
                    String.valueOf(openingColumn),
                    "the quotation mark that opens here is never closed: close it.");
            out.append(REPLACEMENT).append('"');
        }
    }

    private void report(String sentence) {
        problems.error(file, line, String.valueOf(column), sentence);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
