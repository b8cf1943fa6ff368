// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mailmig.imap.cyrus.CyrusSyncCommands;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.internal.command.AclCommands;
import org.mailmig.imap.internal.command.AppendCommand;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.StoreCommand;
import org.mailmig.imap.internal.messages.FetchCommand;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.FlagSyntax;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/**
 * An authenticated connection that can also write: {@link ReadOnlyConnection} plus the commands that change folders, messages, flags,
 * subscriptions, ACLs and annotations. The same rules for threads and for closing apply.
 */
public final class ImapConnection extends ReadOnlyConnection {
    private static final Flags DELETED = Flags.of("\\Deleted");
    /** Limit of keywords in an APPEND, in bytes, so that several messages fit into one command. */
    private static final int MOST_APPENDED_CHARS = 800;

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

    /** Sends SETACL. Returns the server's response text if it refuses, for any reason. */
    public Optional<String> grant(String rawName, AclGrant grant) throws IOException {
        return tried(AclCommands.set(rawName, grant));
    }

    /** Sends SETMETADATA. Returns the server's response text if it refuses. {@code value} has one char per byte. */
    public Optional<String> annotate(String rawName, String entry, String value) throws IOException {
        return tried(MetadataCommands.set(rawName, entry, value));
    }

    /** Sets an existing folder's special use by annotation (RFC 6154, 5.4). Returns the server's response text if it refuses. */
    public Optional<String> giveRole(String rawName, String role) throws IOException {
        return tried(MetadataCommands.setRole(rawName, role));
    }

    /** Sends CREATE only. Returns the server's response text if it refuses, even if the folder exists already. */
    public Optional<String> tryCreate(String rawName) throws IOException {
        return tried(new Command("CREATE").string(rawName));
    }

    /** Sends CREATE for each name, many in a round trip. A refusal is returned, not thrown. */
    public List<CreateResult> tryCreate(List<String> rawNames) throws IOException {
        return creation().tryEach(rawNames);
    }

    private FolderCreation creation() {
        return new FolderCreation(conversation, capabilities, quirks, folders);
    }

    /** Sends DELETE (RFC 9051, 6.3.5); only for folders that mailmig created. */
    public void delete(String rawName) throws IOException {
        conversation.run(new Command("DELETE").string(rawName), ResponseHandler.NONE);
    }

    /** Tries a command. None of these has a literal that could be executed as commands after a BAD: literals are synchronising. */
    private Optional<String> tried(Command command) throws IOException {
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        return status.ok() ? Optional.empty() : Optional.of(status.shown());
    }

    public SelectedFolder select(String rawName) throws IOException {
        return folders.open("SELECT", rawName);
    }

    /** Does the same as {@link #examine(String, UidSet, Consumer)}, with SELECT. */
    public SelectedFolder select(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return folders.open("SELECT", rawName, uids, each);
    }

    /**
     * Sends CREATE, SUBSCRIBE if {@code subscribe}, and SELECT: one round trip if nothing fails. A folder that already exists is not an
     * error.
     *
     * @param role as for {@link #create}
     * @param unsubscribed receives the server's response text if it refuses SUBSCRIBE; the folder is created nevertheless
     */
    public SelectedFolder make(String rawName, String role, boolean subscribe, Consumer<String> unsubscribed)
            throws IOException {
        return creation().make(rawName, role, subscribe, unsubscribed);
    }

    /** Sends CREATE, with the special use if CREATE-SPECIAL-USE is offered and {@code role} is not null. ALREADYEXISTS is not an error. */
    public void create(String rawName, String role) throws IOException {
        creation().create(rawName, role);
    }

    /** Sends RENAME, which includes all folders below (RFC 9051, 6.3.6). */
    public void rename(String rawName, String newRawName) throws IOException {
        conversation.run(new Command("RENAME").string(rawName).string(newRawName), ResponseHandler.NONE);
    }

    /** Sends SUBSCRIBE. Returns the server's response text if it refuses. */
    public Optional<String> subscribe(String rawName) throws IOException {
        return tried(new Command("SUBSCRIBE").string(rawName));
    }

    /** Sends UNSUBSCRIBE. A refusal is not an error: the name may not be subscribed. */
    public void unsubscribe(String rawName) throws IOException {
        tried(new Command("UNSUBSCRIBE").string(rawName));
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

    /**
     * Returns the flags and keywords of {@code wanted} that APPEND can carry: system flags, whatever PERMANENTFLAGS says, since many
     * servers list fewer than APPEND keeps, and keywords that PERMANENTFLAGS allows (RFC 9051, 7.1). Leaves out everything that a
     * server might refuse, and more than fits in a short line: {@link #storeEach} sets the rest.
     */
    public static Flags appendable(Flags wanted, Set<String> permanentFlags) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        boolean any = permanentFlags.contains("\\*");
        int[] chars = new int[1];
        return wanted.where(name -> FlagSyntax.isSystem(name)
                || FlagSyntax.isUsual(name)
                        && (any || isPermanent(name, permanentFlags))
                        && (chars[0] += name.length() + 1) <= MOST_APPENDED_CHARS);
    }

    /** Returns whether PERMANENTFLAGS says that the folder keeps this flag. */
    public static boolean isPermanent(String flag, Set<String> permanentFlags) {
        return permanentFlags.contains("\\*") && !FlagSyntax.isSystem(flag)
                || permanentFlags.stream().anyMatch(flag::equalsIgnoreCase);
    }

    /** Returns the flags that can be sent at all: no client may set {@code \\Recent}, and a keyword is an atom (RFC 9051, 9). */
    public static Flags sendable(Flags wanted) {
        return wanted.where(FlagSyntax::sendable);
    }
}
