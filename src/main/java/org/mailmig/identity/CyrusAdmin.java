// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identity;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.mailmig.RefusedException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.Replication;

/** Connections of an admin who may replicate, one for each thread at work. */
final class CyrusAdmin implements AutoCloseable {
    private final ImapServer server;
    private final Login login;
    private final Deque<ImapConnection> idle = new ArrayDeque<>();
    private final List<ImapConnection> all = new ArrayList<>();
    private boolean closed;

    CyrusAdmin(ImapServer server, Login login) {
        this.server = server;
        this.login = login;
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Use<T> {
        T on(Replication admin) throws IOException;
    }

    <T> T with(Use<T> use) throws IOException {
        ImapConnection connection = lend();
        try {
            return use.on(connection.replication());
        } finally {
            giveBack(connection);
        }
    }

    private ImapConnection lend() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                ImapConnection connection = idle.pop();
                if (connection.isOpen()) {
                    return connection;
                }
            }
        }
        ImapConnection opened = ImapConnection.open(server, login);
        if (!opened.offers("X-REPLICATION")) {
            opened.close();
            throw new RefusedException(this + " does not offer X-REPLICATION to " + login.user()
                    + ": is this Cyrus, and is that an admin of it (admins in imapd.conf)?");
        }
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            all.add(opened);
        }
        return opened;
    }

    private void giveBack(ImapConnection connection) {
        synchronized (idle) {
            if (connection.isOpen() && !closed) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    String user() {
        return login.user();
    }

    /** The server's name in the configuration. */
    String name() {
        return server.name();
    }

    String peer() {
        return server.host() + ":" + server.port();
    }

    void abort() {
        synchronized (idle) {
            closed = true;
            all.forEach(ImapConnection::abort);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            all.forEach(ImapConnection::close);
            all.clear();
            idle.clear();
        }
    }

    @Override
    public String toString() {
        return "Server " + peer() + " (mailmig." + name() + ".identity)";
    }
}
