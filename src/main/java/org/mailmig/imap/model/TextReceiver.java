// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.io.IOException;
import java.io.InputStream;

/** Receives one message while it arrives. */
@FunctionalInterface
public interface TextReceiver {
    /** {@code uid} is 0 if the server sent the text before the UID; this can happen only if several messages were requested. */
    void message(long uid, long size, InputStream octets) throws IOException;
}
