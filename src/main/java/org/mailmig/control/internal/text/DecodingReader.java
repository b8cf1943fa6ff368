// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a control file. A byte order mark decides the encoding, else the given charset. Invalid bytes are reported with line
 * and offset and read as U+FFFD, so that all errors are reported at once.
 */
public final class DecodingReader extends Reader {
    private final InputStream in;
    private final String file;
    private final Problems problems;
    private final ByteBuffer bytes = ByteBuffer.allocate(8192).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(8192).limit(0);
    private CharsetDecoder decoder;
    private long offset;
    private long line = 1;
    private long reportedLine;
    private boolean afterCr;
    private boolean ended;

    public DecodingReader(InputStream in, Charset charset, String file, Problems problems) throws IOException {
        this.in = in;
        this.file = file;
        this.problems = problems;
        more();
        decoder = strict(byteOrderMark(charset));
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private Charset byteOrderMark(Charset charset) {
        if (starts(0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (starts(0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        return starts(0xFF, 0xFE) ? StandardCharsets.UTF_16LE : charset;
    }

    private boolean starts(int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.remaining() <= i || Byte.toUnsignedInt(bytes.get(i)) != mark[i]) {
                return false;
            }
        }
        bytes.position(mark.length);
        return true;
    }

    @Override
    public int read(char[] to, int start, int length) throws IOException {
        if (!chars.hasRemaining() && !decode()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(to, start, count);
        return count;
    }

    private boolean decode() throws IOException {
        chars.clear();
        int counted = 0;
        while (chars.position() == 0) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            counted = countLines(counted);
            if (result.isError()) {
                report(result.length());
                chars.put(CsvSanitizer.REPLACEMENT);
                counted = chars.position();
            } else if (result.isUnderflow()) {
                if (ended) {
                    break;
                }
                more();
            }
        }
        chars.flip();
        return chars.hasRemaining();
    }

    private void more() throws IOException {
        offset += bytes.position();
        bytes.compact();
        int had = bytes.position();
        // Some progress, and enough bytes for a whole byte order mark or character.
        while (!ended && bytes.position() < had + 4 && bytes.hasRemaining()) {
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = read < 0;
            bytes.position(bytes.position() + Math.max(read, 0));
        }
        bytes.flip();
    }

    private void report(int length) {
        int at = bytes.position();
        String octet = "0x%02X".formatted(Byte.toUnsignedInt(bytes.get(at)));
        if (reportedLine != line) { // a file of another encoding has many
            problems.error(
                    file,
                    line,
                    null,
                    "the byte " + octet + " at offset " + (offset + at) + " is not "
                            + decoder.charset().name()
                            + ": save the file as UTF-8, or name its code page in mailmig.intake.charset.");
        }
        reportedLine = line;
        bytes.position(at + length);
        afterCr = false;
    }

    private int countLines(int from) {
        for (int i = from; i < chars.position(); i++) {
            char c = chars.get(i);
            if (c == '\r' || (c == '\n' && !afterCr)) {
                line++;
            }
            afterCr = c == '\r';
        }
        return chars.position();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
