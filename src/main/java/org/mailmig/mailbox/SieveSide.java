// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.sieve.ManageSieve;
import org.mailmig.sieve.ReadOnlySieve;

/** One account's scripts on one server; the connection is opened when first needed. One thread uses it, any may abort. */
final class SieveSide implements AutoCloseable {
    private final ImapServer server;
    private final Login login;
    private final AdminLogins admins;
    /** Folder names in this side's scripts are in modified UTF-7. */
    final boolean utf7;

    private final boolean readOnly;

    private ReadOnlySieve connection;
    private Runnable abandon = () -> {};
    private boolean aborted;

    /** @param readOnly the scripts are only read: always at a source, and at the target of a plan */
    SieveSide(ImapServer server, Login login, boolean utf7, AdminLogins admins, boolean readOnly) {
        this.readOnly = readOnly;
        this.server = server;
        this.login = login;
        this.utf7 = utf7;
        this.admins = admins;
    }

    /** {@code user at server}, for messages. */
    String who() {
        return login.user() + " at " + server.name();
    }

    ReadOnlySieve connection() throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection =
                    admins.openSieve(readOnly ? ReadOnlySieve::open : ManageSieve::open, server, login, this::opening);
        }
        return connection;
    }

    /** The same connection where it can write. @throws IllegalStateException on a side that is only read */
    ManageSieve writer() throws IOException {
        if (connection() instanceof ManageSieve writer) {
            return writer;
        }
        throw new IllegalStateException("The scripts of " + who() + " are only read.");
    }

    private void opening(Runnable means) {
        synchronized (this) {
            abandon = means;
            if (!aborted) {
                return;
            }
        }
        means.run();
    }

    void abort() {
        Runnable means;
        synchronized (this) {
            aborted = true;
            means = abandon;
        }
        means.run();
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
