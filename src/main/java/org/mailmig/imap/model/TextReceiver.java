// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.io.IOException;
import java.io.InputStream;

/** Takes one message as it arrives. */
@FunctionalInterface
public interface TextReceiver {
    /** {@code uid} is 0 where the server sent the text before the UID: possible only if several were asked for. */
    void message(long uid, long size, InputStream octets) throws IOException;
}
