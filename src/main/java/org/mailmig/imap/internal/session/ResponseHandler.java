// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Handles the untagged responses that arrive during a command, on the connection's reading thread. */
public interface ResponseHandler {
    /** Ignores all responses. */
    ResponseHandler NONE = new ResponseHandler() {};

    /**
     * Returns whether what {@link #data} reads is kept until the command is done, and its memory is to be counted. Otherwise the
     * handler counts it itself.
     */
    default boolean keeps() {
        return true;
    }

    /** Handles an untagged OK, NO or BAD. */
    default void status(Status status) {}

    /** Handles the command's own completion, before anything of the next command is read. */
    default void completed(Status status) {}

    /**
     * Handles untagged data. What is left unread is skipped.
     *
     * @param number the number before the name, or 0
     * @param name in upper case
     * @param in positioned after the name
     */
    default void data(long number, String name, ResponseReader in) throws IOException {}
}
