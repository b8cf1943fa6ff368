// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

/** One account's script connections to both servers. */
public record SieveConnections(SieveConnection source, SieveConnection target) implements AutoCloseable {
    public void abort() {
        source.abort();
        target.abort();
    }

    /** Closes both. They reopen when needed: a copy of mail may take longer than a server keeps an idle connection. */
    @Override
    public void close() {
        source.close();
        target.close();
    }
}
