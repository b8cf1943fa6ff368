// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.managesieve.ManageSieve;
import org.mailmig.managesieve.ReadOnlySieve;

/** One account's connection to the scripts on one server, opened when first needed. One thread uses it, any may abort it. */
public final class SieveConnection implements AutoCloseable {
    private final ServerAddress server;
    private final Login login;
    private final AdminLoginGuard admins;
    /** Whether folder names in this side's scripts are in modified UTF-7. */
    final boolean utf7;

    private final boolean readOnly;

    private ReadOnlySieve connection;
    private Runnable abandon = () -> {};
    private boolean aborted;

    /** @param readOnly whether the scripts are only read: always at a source, and at the target of a plan */
    public SieveConnection(ServerAddress server, Login login, boolean utf7, AdminLoginGuard admins, boolean readOnly) {
        this.readOnly = readOnly;
        this.server = server;
        this.login = login;
        this.utf7 = utf7;
        this.admins = admins;
    }

    /** Returns {@code user at server}, for messages. */
    public String who() {
        return login.user() + " at " + server.name();
    }

    public ReadOnlySieve connection() throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection =
                    admins.openSieve(readOnly ? ReadOnlySieve::open : ManageSieve::open, server, login, this::opening);
        }
        return connection;
    }

    /** Returns the same connection as one that can write. @throws IllegalStateException on a side that is only read */
    public ManageSieve writer() throws IOException {
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

    public boolean utf7() {
        return utf7;
    }
}
