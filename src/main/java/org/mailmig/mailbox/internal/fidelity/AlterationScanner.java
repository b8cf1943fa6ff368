// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Scans a message while it streams, for bytes that some servers store differently: Cyrus replaces 8-bit bytes in a header by X; Dovecot
 * replaces NUL by 80 (hexadecimal), and CR CR LF and a bare LF by CR LF. Scans each byte once and buffers nothing.
 */
public final class AlterationScanner extends OutputStream {
    static final int EIGHT_BIT_HEADER = 1;
    static final int NUL = 2;
    static final int CR_CR_LF = 4;
    static final int BARE_LF = 8;

    /** All bytes that matter in a text are NUL or LF: this value or less. */
    private static final byte LOW = '\n';

    private static final long EACH = 0x0101010101010101L;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final OutputStream out;
    private int kinds;
    private boolean header = true;
    private boolean lineBegun;
    private byte last;
    private byte lastButOne;

    /** @param out receives everything */
    public AlterationScanner(OutputStream out) {
        this.out = out;
    }

    /** Returns what is at risk in a whole message; 0 for most messages. */
    public static int kinds(byte[] message) {
        AlterationScanner look = new AlterationScanner(OutputStream.nullOutputStream());
        look.scan(message, 0, message.length);
        return look.kinds;
    }

    public int kinds() {
        return kinds;
    }

    /** Returns a stream that scans whatever is read through it. */
    public InputStream over(InputStream octets) {
        return new FilterInputStream(octets) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                int count = in.read(into, offset, most);
                if (count > 0) {
                    AlterationScanner.this.write(into, offset, count);
                }
                return count;
            }
        };
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        scan(octets, offset, offset + count);
        out.write(octets, offset, count);
    }

    private void scan(byte[] octets, int from, int to) {
        int i = from;
        for (; header && i < to; i++) {
            byte octet = octets[i];
            if (octet < 0) {
                kinds |= EIGHT_BIT_HEADER;
            } else if (octet == '\n') {
                header = lineBegun;
                lineBegun = false;
            }
            lineBegun |= octet != '\r' && octet != '\n';
            look(octets, from, i);
        }
        while (i < to) {
            if (to - i >= Long.BYTES && !holdsLow((long) EIGHT.get(octets, i))) {
                i += Long.BYTES;
                continue;
            }
            for (int end = Math.min(to, i + Long.BYTES); i < end; i++) {
                if (octets[i] <= LOW && octets[i] >= 0) {
                    look(octets, from, i);
                }
            }
        }
        byte end = before(octets, from, to, 1);
        lastButOne = before(octets, from, to, 2);
        last = end;
    }

    /** Returns whether one of these eight bytes is {@link #LOW} or less. */
    private static boolean holdsLow(long eight) {
        return ((eight - EACH * (LOW + 1)) & ~eight & (EACH << 7)) != 0;
    }

    private void look(byte[] octets, int from, int i) {
        if (octets[i] == 0) {
            kinds |= NUL;
        } else if (octets[i] == '\n') {
            if (before(octets, from, i, 1) != '\r') {
                kinds |= BARE_LF;
            } else if (before(octets, from, i, 2) == '\r') {
                kinds |= CR_CR_LF;
            }
        }
    }

    /** Returns the byte {@code back} (1 or 2) places before {@code i}, even if it was in the previous chunk. */
    private byte before(byte[] octets, int from, int i, int back) {
        int at = i - back;
        return at >= from ? octets[at] : at == from - 1 ? last : lastButOne;
    }
}
