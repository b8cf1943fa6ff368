// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.util.function.Consumer;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;

/**
 * How connections to one side are opened, and what they can do. A source is only ever read, and so is everything in a plan.
 *
 * @param <C> the type of the connections; it has no more methods than may be used
 */
public final class ConnectionAccess<C extends ReadOnlyConnection> {
    public static final ConnectionAccess<ReadOnlyConnection> READ =
            new ConnectionAccess<>(ReadOnlyConnection.class, ReadOnlyConnection::open);
    public static final ConnectionAccess<ImapConnection> WRITE =
            new ConnectionAccess<>(ImapConnection.class, ImapConnection::open);

    /** For the target of a plan, where a connection that can write would be a bug. */
    public static final ConnectionAccess<ImapConnection> NONE =
            new ConnectionAccess<>(ImapConnection.class, (server, login, known, opening) -> {
                throw new IllegalStateException("A plan opens no connection that can write.");
            });

    private final Class<C> type;
    private final Opener<C> opener;

    private ConnectionAccess(Class<C> type, Opener<C> opener) {
        this.type = type;
        this.opener = opener;
    }

    C open(ServerAddress server, Login login, ServerQuirks known, Consumer<Runnable> opening) throws IOException {
        return opener.open(server, login, known, opening);
    }

    /** Returns whether the connection has exactly this type. A connection that can write is never given to code that only reads. */
    boolean fits(ReadOnlyConnection connection) {
        return this != NONE && connection.getClass() == type;
    }

    C cast(ReadOnlyConnection connection) {
        return type.cast(connection);
    }

    /** Opens a connection. */
    @FunctionalInterface
    private interface Opener<C> {
        C open(ServerAddress server, Login login, ServerQuirks known, Consumer<Runnable> opening) throws IOException;
    }
}
