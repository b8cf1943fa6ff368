// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.io.IOException;
import java.io.OutputStream;
import java.time.OffsetDateTime;

/**
 * One message for APPEND (RFC 9051, 6.3.12).
 *
 * @param flags wanted flags; the connection sends only what is syntactically a flag
 * @param internalDate wanted date, or {@code null} to leave it to the server
 * @param size octets that {@code body} will write, exactly
 * @param body writes the octets, once
 */
public record AppendMessage(Flags flags, OffsetDateTime internalDate, long size, Body body) {
    /** Writes a message's octets. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
