// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of one message, with random access: in memory, or in a temporary file if there are many. */
final class MessageBytes {
    static final int MOST_HELD = 1 << 20;

    private final ByteBuffer bytes;

    private MessageBytes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static MessageBytes of(byte[] bytes) {
        return new MessageBytes(ByteBuffer.wrap(bytes));
    }

    /** Reads to the end of the stream. */
    static MessageBytes read(InputStream in) throws IOException {
        return read(in, MOST_HELD);
    }

    /** @param most a text of this many bytes or more goes to a file */
    static MessageBytes read(InputStream in, int most) throws IOException {
        byte[] first = in.readNBytes(most);
        if (first.length < most) {
            return of(first);
        }
        Path file = Files.createTempFile("mailmig", ".message"); // readable by its owner only
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(first);
                in.transferTo(out);
            }
            try (FileChannel channel = FileChannel.open(file)) {
                return new MessageBytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            }
        } finally {
            Files.delete(file);
        }
    }

    int length() {
        return bytes.limit();
    }

    /** Returns 0 to 255, or -1 outside the text. */
    int at(int index) {
        return index < 0 || index >= bytes.limit() ? -1 : bytes.get(index) & 0xFF;
    }
}
