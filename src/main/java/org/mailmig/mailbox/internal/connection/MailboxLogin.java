// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

/**
 * Opens connections of one account to one server: logs in under the guard of admin logins.
 *
 * @param <C> what the connections can do
 */
final class MailboxLogin<C extends ReadOnlyConnection> {
    private final ConnectionAccess<C> access;
    private final ServerAddress server;
    private final Login login;
    private final String advice;
    private final AdminLoginGuard admins;
    private final OpenConnections<C> open;
    /** The first connection that listed folders, and so knows the namespaces. */
    private volatile C listed;

    /**
     * @param advice how the operator can fix a refused login
     * @param open receives the connections
     */
    MailboxLogin(
            ConnectionAccess<C> access,
            ServerAddress server,
            Login login,
            String advice,
            AdminLoginGuard admins,
            OpenConnections<C> open) {
        this.access = access;
        this.server = server;
        this.login = login;
        this.advice = advice;
        this.admins = admins;
        this.open = open;
    }

    /** Returns a connection that listed folders, or {@code null}. */
    C listed() {
        return listed;
    }

    /** Further connections learn the namespaces from this one. */
    void listed(C connection) {
        listed = connection;
    }

    C open() throws IOException {
        try {
            return attempt();
        } catch (LoginRefusedException e) {
            throw new RowLoginException(e, advice);
        } catch (LoginBrokenException e) {
            return again();
        }
    }

    /**
     * Opens a connection again after a broken login. A server that restarts breaks off a login once; one that finds no mailbox for its
     * user does so each time.
     */
    private C again() throws IOException {
        try {
            return attempt();
        } catch (LoginRefusedException | LoginBrokenException e) {
            throw new RowLoginException(e, advice);
        }
    }

    private C attempt() throws IOException {
        Runnable[] abandon = new Runnable[1];
        try {
            C connection = admins.open(
                    access, server, login, means -> abandon[0] = open.attempts().begin(means));
            if (listed != null) {
                connection.learnNamespaces(listed);
            }
            open.add(connection);
            return connection;
        } finally {
            open.attempts().ended(abandon[0]);
        }
    }
}
