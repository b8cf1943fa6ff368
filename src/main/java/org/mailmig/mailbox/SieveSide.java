// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.sieve.ManageSieve;

/** One account's scripts on one server; the connection is opened when first needed. One thread uses it, any may abort. */
final class SieveSide implements AutoCloseable {
    private final ImapServer server;
    private final Login login;
    private final AdminLogins admins;
    /** Folder names in this side's scripts are in modified UTF-7. */
    final boolean utf7;

    private ManageSieve connection;
    private Runnable abandon = () -> {};
    private boolean aborted;

    SieveSide(ImapServer server, Login login, boolean utf7, AdminLogins admins) {
        this.server = server;
        this.login = login;
        this.utf7 = utf7;
        this.admins = admins;
    }

    /** {@code user at server}, for messages. */
    String who() {
        return login.user() + " at " + server.name();
    }

    ManageSieve connection() throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection = admins.openSieve(server, login, this::opening);
        }
        return connection;
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
