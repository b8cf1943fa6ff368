// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.function.Consumer;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.ServerQuirks;

/**
 * What a side's connections can do. A source is only ever read, and so is everything in a plan.
 *
 * @param <C> the type of the connections, which has no more methods than it may use
 */
final class Access<C extends ReadOnlyConnection> {
    static final Access<ReadOnlyConnection> READ = new Access<>(ReadOnlyConnection.class, ReadOnlyConnection::open);
    static final Access<ImapConnection> WRITE = new Access<>(ImapConnection.class, ImapConnection::open);

    /** For the target of a plan, where a connection that can write would be a fault of the program. */
    static final Access<ImapConnection> NONE = new Access<>(ImapConnection.class, (server, login, known, opening) -> {
        throw new IllegalStateException("A plan opens no connection that can write.");
    });

    private final Class<C> type;
    private final Opener<C> opener;

    private Access(Class<C> type, Opener<C> opener) {
        this.type = type;
        this.opener = opener;
    }

    C open(ImapServer server, Login login, ServerQuirks known, Consumer<Runnable> opening) throws IOException {
        return opener.open(server, login, known, opening);
    }

    /** Is the connection of this very type? One that can write is not handed to somebody who only reads. */
    boolean fits(ReadOnlyConnection connection) {
        return this != NONE && connection.getClass() == type;
    }

    C cast(ReadOnlyConnection connection) {
        return type.cast(connection);
    }

    /** Opens a connection. */
    @FunctionalInterface
    private interface Opener<C> {
        C open(ImapServer server, Login login, ServerQuirks known, Consumer<Runnable> opening) throws IOException;
    }
}
