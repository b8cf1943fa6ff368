// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.io.IOException;
import java.io.OutputStream;
import java.time.OffsetDateTime;

/**
 * One message for APPEND (RFC 9051, 6.3.12).
 *
 * @param flags wanted flags; the connection sends only those with valid syntax
 * @param internalDate wanted date, or {@code null} to leave it to the server
 * @param size the exact number of bytes that {@code body} will write
 * @param body writes the bytes, once
 */
public record AppendMessage(Flags flags, OffsetDateTime internalDate, long size, Body body) {
    /** Writes a message's bytes. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
