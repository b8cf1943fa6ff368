package org.mailmig.imap;

import java.io.IOException;
import java.io.OutputStream;

/** Lets no octet more or less than announced into a literal: the surplus would be read as a command. */
final class Exactly extends OutputStream {
    private final OutputStream out;
    private long left;

    Exactly(OutputStream out, long size) {
        this.out = out;
        this.left = size;
    }

    @Override
    public void write(int octet) throws IOException {
        spend(1);
        out.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        spend(count);
        out.write(octets, offset, count);
    }

    private void spend(int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new IOException("a message is longer than announced");
        }
    }

    void complete() throws IOException {
        if (left > 0) {
            throw new IOException("a message is " + left + " octets shorter than announced");
        }
    }
}
