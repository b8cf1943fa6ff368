// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.cyrus.CyrusSyncCommands;
import org.mailmig.imap.cyrus.CyrusSyncReader;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

/** The connections of an admin who may replicate, one for each active thread. */
final class CyrusAdmin implements AutoCloseable {
    private final ServerAddress server;
    private final Login login;
    private final boolean readOnly;
    private final Deque<ReadOnlyConnection> idle = new ArrayDeque<>();
    private final List<ReadOnlyConnection> all = new ArrayList<>();
    private boolean closed;

    CyrusAdmin(ServerAddress server, Login login, boolean readOnly) {
        this.readOnly = readOnly;
        this.server = server;
        this.login = login;
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Use<T> {
        T on(CyrusSyncCommands admin) throws IOException;
    }

    /** Work that only reads. */
    @FunctionalInterface
    interface Look<T> {
        T on(CyrusSyncReader admin) throws IOException;
    }

    /** @throws IllegalStateException in a plan */
    <T> T with(Use<T> use) throws IOException {
        return look(admin -> {
            if (admin instanceof CyrusSyncCommands writer) {
                return use.on(writer);
            }
            throw new IllegalStateException("A plan changes nothing at " + this + ".");
        });
    }

    <T> T look(Look<T> look) throws IOException {
        ReadOnlyConnection connection = acquire();
        try {
            return look.on(connection.replication());
        } finally {
            release(connection);
        }
    }

    private ReadOnlyConnection acquire() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                ReadOnlyConnection connection = idle.pop();
                if (connection.isOpen()) {
                    return connection;
                }
            }
        }
        ReadOnlyConnection opened =
                readOnly ? ReadOnlyConnection.open(server, login) : ImapConnection.open(server, login);
        if (!opened.offers("X-REPLICATION")) {
            opened.close();
            throw new RefusedException(this + " does not offer X-REPLICATION to " + login.user()
                    + ": is this a Cyrus server, and is that user an admin (admins in imapd.conf)?");
        }
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            all.add(opened);
        }
        return opened;
    }

    private void release(ReadOnlyConnection connection) {
        synchronized (idle) {
            if (connection.isOpen() && !closed) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    /** Returns whether this is for a plan, which changes nothing. */
    boolean readOnly() {
        return readOnly;
    }

    String user() {
        return login.user();
    }

    /** Returns the server's name in the configuration. */
    String name() {
        return server.name();
    }

    String peer() {
        return server.host() + ":" + server.port();
    }

    void abort() {
        synchronized (idle) {
            closed = true;
            all.forEach(ReadOnlyConnection::abort);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            all.forEach(ReadOnlyConnection::close);
            all.clear();
            idle.clear();
        }
    }

    @Override
    public String toString() {
        return "Server " + peer() + " (mailmig." + name() + ".identity)";
    }
}
