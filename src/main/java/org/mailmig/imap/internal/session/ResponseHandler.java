// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Takes the untagged replies that arrive while a command is under way, on the connection's reading thread. */
public interface ResponseHandler {
    /** Takes none. */
    ResponseHandler NONE = new ResponseHandler() {};

    /** Is what {@link #data} reads kept until the command is done, and to be counted? Else this taker counts for itself. */
    default boolean keeps() {
        return true;
    }

    /** An untagged OK, NO or BAD. */
    default void status(Status status) {}

    /** The command's own completion, before anything of the next command is read. */
    default void completed(Status status) {}

    /**
     * Untagged data. What is left unread of it is skipped.
     *
     * @param number the number before the name, or 0
     * @param name in upper case
     * @param in stands after the name
     */
    default void data(long number, String name, ResponseReader in) throws IOException {}
}
