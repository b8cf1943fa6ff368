// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.IOException;
import java.io.OutputStream;
import org.mailmig.runtime.CrashPoint;

/** Writes exactly the announced number of bytes of a literal: any surplus would be read as a command. */
public final class ExactLengthOutputStream extends OutputStream {
    private final OutputStream out;
    private long left;
    /** The middle of the literal, where a crash test may halt the process. */
    private long halfWay;

    public ExactLengthOutputStream(OutputStream out, long size) {
        this.out = out;
        this.left = size;
        this.halfWay = CrashPoint.isOn() ? size / 2 : -1;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        spend(count);
        if (halfWay >= 0 && halfWay <= count) {
            int first = (int) halfWay;
            halfWay = -1;
            out.write(octets, offset, first);
            out.flush();
            CrashPoint.step("inside a literal");
            out.write(octets, offset + first, count - first);
            return;
        }
        halfWay -= halfWay < 0 ? 0 : count;
        out.write(octets, offset, count);
    }

    private void spend(int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new IOException("a message is longer than announced");
        }
    }

    public void complete() throws IOException {
        if (left > 0) {
            throw new IOException("a message is " + left + " bytes shorter than announced");
        }
    }
}
