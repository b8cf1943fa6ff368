// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.mailmig.imap.cyrus.CyrusSyncCommands;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.internal.command.AppendCommand;
import org.mailmig.imap.internal.command.StoreCommand;
import org.mailmig.imap.internal.messages.FetchCommand;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Transport;

/**
 * An authenticated connection that can do everything: {@link ManagingConnection} plus the commands that add, change and remove messages.
 * The rules of {@link ReadOnlyConnection} for threads and for closing apply.
 */
public final class ImapConnection extends ManagingConnection {
    private static final Flags DELETED = Flags.of("\\Deleted");

    private ImapConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
    }

    /** Calls {@link #open(ServerAddress, Login, Consumer)} without a way to cancel. */
    public static ImapConnection open(ServerAddress server, Login login) throws IOException {
        return open(server, login, abandon -> {});
    }

    /**
     * Connects, secures the connection, logs in, and reads the capabilities after login.
     *
     * @param opening receives, at once and before anything can block, an action that any thread may run to cancel the attempt
     * @throws TlsException if the connection cannot be secured as configured; no secret was sent
     * @throws LoginRefusedException if the server refuses the login
     * @throws LoginBrokenException if it closes the connection instead of answering
     * @throws CommandRefusedException if it throttles instead
     */
    public static ImapConnection open(ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return open(server, login, new ServerQuirks(), opening);
    }

    /** Does the same with what is known of the server, and records new quirks there. */
    public static ImapConnection open(ServerAddress server, Login login, ServerQuirks known, Consumer<Runnable> opening)
            throws IOException {
        String peer = "server " + server.name() + " (" + server.host() + ":" + server.port() + ")";
        Transport transport = new Transport(server, peer);
        opening.accept(transport::abort);
        try {
            transport.connect();
            ConnectionQuirks quirks = new ConnectionQuirks(known, login.user(), peer);
            return new ImapConnection(
                    server, transport, new Conversation(peer, transport, CommandPolicy.ANY, quirks), login, quirks);
        } catch (IOException | RuntimeException e) {
            transport.abort();
            throw e;
        }
    }

    public SelectedFolder select(String rawName) throws IOException {
        return folders.open("SELECT", rawName);
    }

    /** Does the same as {@link #examine(String, UidSet, Consumer)}, with SELECT. */
    public SelectedFolder select(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return folders.open("SELECT", rawName, uids, each);
    }

    /**
     * Appends by MULTIAPPEND (RFC 3502) if offered, in as many pipelined commands as the length of a command requires; else one by one in
     * order. No syntax that a server might refuse precedes a non-synchronising literal; literals above 1 MiB are synchronising;
     * zero-length messages are not accepted.
     *
     * @throws CommandRefusedException on NO: only the messages in {@code stored()}, the first ones, were stored
     * @throws ProtocolException on BAD, or on NO if the server then stored later messages; the connection is dropped, the outcome is unknown
     * @throws ConnectionLostException the outcome is unknown
     */
    public AppendResult append(String rawName, List<AppendMessage> messages) throws IOException {
        return new AppendCommand(conversation, capabilities).append(rawName, messages);
    }

    /** Makes all literals synchronising from now on: for a server that refused a line with a non-synchronising one. */
    public void waitBeforeLiterals() {
        conversation.waitBeforeLiterals();
    }

    /**
     * Sends UID STORE +FLAGS.SILENT or -FLAGS.SILENT in the selected folder, in as many commands as their length requires. Flags that
     * cannot be sent are left out.
     */
    public void store(UidSet uids, boolean add, Flags flags) throws IOException {
        new StoreCommand(conversation, add).all(uids, flags);
    }

    /**
     * Does the same as {@link #store}, and leaves out each flag that the server refuses.
     *
     * @return the refused flags and those that cannot be sent
     * @throws CommandRefusedException if the server throttles
     */
    public Flags storeEach(UidSet uids, boolean add, Flags flags) throws IOException {
        return new StoreCommand(conversation, add).each(uids, flags);
    }

    /** Marks only these messages {@code \Deleted} and expunges them; only if {@link #removesSingly}. */
    public void remove(UidSet uids) throws IOException {
        store(uids, true, DELETED);
        expunge(uids);
    }

    /** Sends UID EXPUNGE (RFC 4315, 2.1). The messages must already have {@code \Deleted}. */
    public void expunge(UidSet uids) throws IOException {
        for (UidSet piece : uids.pieces(FetchCommand.MOST_SET_CHARS)) {
            MessageLimit.run(conversation, "UID EXPUNGE", piece, "", ResponseHandler.NONE);
        }
    }

    /** Returns the Cyrus replication commands, if {@code X-REPLICATION} is offered to an admin. */
    @Override
    public CyrusSyncCommands replication() {
        return new CyrusSyncCommands(conversation);
    }
}
