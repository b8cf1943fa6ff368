// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

/** One account's scripts on both servers. */
public record SieveConnections(SieveConnection source, SieveConnection target) implements AutoCloseable {
    public void abort() {
        source.abort();
        target.abort();
    }

    /** They open again when needed: a copy of mail may take longer than a server keeps an idle line. */
    @Override
    public void close() {
        source.close();
        target.close();
    }
}
