// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

/** One account's scripts on both servers. */
record SieveSides(SieveSide source, SieveSide target) implements AutoCloseable {
    void abort() {
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
