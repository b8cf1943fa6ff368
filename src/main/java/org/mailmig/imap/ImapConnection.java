// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.ArrayList;
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
import org.mailmig.imap.internal.command.FetchCommand;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.SelectCommand;
import org.mailmig.imap.internal.command.StoreCommand;
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
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.FlagSyntax;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/**
 * One authenticated connection that can also write: what {@link ReadOnlyConnection} can do, and the commands that change
 * folders, messages, flags, subscriptions, rights and annotations. The same rules for threads and for closing hold.
 */
public final class ImapConnection extends ReadOnlyConnection {
    private static final Flags DELETED = Flags.of("\\Deleted");
    /** Keywords in an APPEND, in bytes: so that several messages fit into one command. */
    private static final int MOST_APPENDED_CHARS = 800;

    private static final int COMMANDS_AT_ONCE = 30;

    private ImapConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
    }

    /** {@link #open(ServerAddress, Login, Consumer)} for those who will not lose patience. */
    public static ImapConnection open(ServerAddress server, Login login) throws IOException {
        return open(server, login, abandon -> {});
    }

    /**
     * Connects, protects the line, logs in, and reads the capabilities anew.
     *
     * @param opening is given at once, and before anything can block, what any thread may run to give the attempt up
     * @throws TlsException where the line cannot be protected as configured; no secret was sent
     * @throws LoginRefusedException where the server refuses the login
     * @throws LoginBrokenException where it closes the line instead of answering
     * @throws CommandRefusedException where it asks for patience instead
     */
    public static ImapConnection open(ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return open(server, login, new ServerQuirks(), opening);
    }

    /** The same with what is known of the server, and what is learnt of it. */
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

    /** SETACL; the server's words where it refuses, whether as forbidden or as senseless. */
    public Optional<String> grant(String rawName, AclGrant grant) throws IOException {
        return tried(AclCommands.set(rawName, grant));
    }

    /** SETMETADATA; the server's words where it refuses. {@code value} holds one char per octet. */
    public Optional<String> annotate(String rawName, String entry, String value) throws IOException {
        return tried(MetadataCommands.set(rawName, entry, value));
    }

    /** Gives an existing folder its role by annotation (RFC 6154, 5.4); the server's words where it refuses. */
    public Optional<String> giveRole(String rawName, String role) throws IOException {
        return tried(MetadataCommands.setRole(rawName, role));
    }

    /** CREATE alone: the server's words where it refuses, be it that the folder exists already. */
    public Optional<String> tryCreate(String rawName) throws IOException {
        return tried(new Command("CREATE").string(rawName));
    }

    /** CREATE of each name alone, many in a round trip; nothing is refused by an exception. */
    public List<CreateResult> tryCreate(List<String> rawNames) throws IOException {
        List<CreateResult> results = new ArrayList<>();
        List<Command> together = new ArrayList<>();
        for (String rawName : rawNames) {
            Command command = new Command("CREATE").string(rawName);
            if (command.hasLiteral() || together.size() == COMMANDS_AT_ONCE) {
                conversation
                        .pipeline(together, ResponseHandler.NONE)
                        .forEach(status -> results.add(CreateResult.of(status)));
                together.clear();
            }
            if (command.hasLiteral()) {
                results.add(CreateResult.of(conversation.attempt(command, ResponseHandler.NONE)));
            } else {
                together.add(command);
            }
        }
        conversation.pipeline(together, ResponseHandler.NONE).forEach(status -> results.add(CreateResult.of(status)));
        return results;
    }

    /** DELETE (RFC 9051, 6.3.5): for folders that we made ourselves. */
    public void delete(String rawName) throws IOException {
        conversation.run(new Command("DELETE").string(rawName), ResponseHandler.NONE);
    }

    /** None of these commands has a literal that would be read as commands after a BAD: literals wait for the server's word. */
    private Optional<String> tried(Command command) throws IOException {
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        return status.ok() ? Optional.empty() : Optional.of(status.shown());
    }

    public SelectedFolder select(String rawName) throws IOException {
        return open("SELECT", rawName);
    }

    /** {@link #examine(String, UidSet, Consumer)} with SELECT. */
    public SelectedFolder select(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return open("SELECT", rawName, uids, each);
    }

    /**
     * CREATE, SUBSCRIBE where {@code subscribe}, and SELECT: one round trip where nothing goes wrong. A folder that is
     * there already is no error.
     *
     * @param role as for {@link #create}
     * @param unsubscribed takes the server's words where it refuses SUBSCRIBE: that is no reason to have no folder
     */
    public SelectedFolder make(String rawName, String role, boolean subscribe, Consumer<String> unsubscribed)
            throws IOException {
        List<Command> commands = new ArrayList<>();
        boolean special = role != null && capabilities.has("CREATE-SPECIAL-USE");
        commands.add(new Command("CREATE").string(rawName).text(special ? " (USE (" + role + "))" : ""));
        if (role != null && !special && offersMetadata()) {
            commands.add(MetadataCommands.setRole(rawName, role)); // Dovecot refuses, and goes by its configuration
        }
        int subscribing = commands.size();
        if (subscribe) {
            commands.add(new Command("SUBSCRIBE").string(rawName));
        }
        commands.add(opening("SELECT", rawName));
        if (commands.stream().noneMatch(Command::hasLiteral)) {
            SelectCommand selection = new SelectCommand();
            selected = null;
            List<Status> done = conversation.pipeline(commands, selection);
            Status last = done.get(done.size() - 1);
            if (last.ok()) {
                selected = selection.folder("SELECT", rawName, last);
                if (subscribe && !done.get(subscribing).ok()) {
                    unsubscribed.accept(done.get(subscribing).shown());
                }
                return selected;
            }
        }
        create(rawName, role);
        if (subscribe) {
            subscribe(rawName).ifPresent(unsubscribed);
        }
        return select(rawName);
    }

    /** CREATE, with the role where CREATE-SPECIAL-USE is offered and {@code role} is not null; ALREADYEXISTS is no error. */
    public void create(String rawName, String role) throws IOException {
        Command plain = new Command("CREATE").string(rawName);
        Status status = null;
        if (role != null && capabilities.has("CREATE-SPECIAL-USE")) {
            status = conversation.attempt(
                    new Command("CREATE").string(rawName).text(" (USE (" + role + "))"), ResponseHandler.NONE);
        }
        if (status == null || !status.ok() && !status.code().equals("ALREADYEXISTS")) {
            boolean roleRefused = status != null;
            boolean unknown = roleRefused && status.kind().equals("BAD") && !status.isKnown();
            status = conversation.attempt(plain, ResponseHandler.NONE);
            if (unknown && status.ok()) {
                quirks.refuse(Feature.CREATE_SPECIAL_USE, "answers BAD to CREATE with a role");
            }
            if (status.ok() && roleRefused && offersMetadata()) {
                giveRole(rawName, role); // Cyrus gives no role at CREATE below the first level, and yet by annotation
            }
        }
        if (status.kind().equals("NO") && (status.code().equals("ALREADYEXISTS") || exists(rawName))) {
            return;
        }
        conversation.accepted(plain, status);
    }

    /** RENAME, with all folders below it (RFC 9051, 6.3.6). */
    public void rename(String rawName, String newRawName) throws IOException {
        conversation.run(new Command("RENAME").string(rawName).string(newRawName), ResponseHandler.NONE);
    }

    private boolean exists(String rawName) throws IOException {
        return conversation
                .attempt(new Command("STATUS").string(rawName).text(" (MESSAGES)"), ResponseHandler.NONE)
                .ok();
    }

    /** SUBSCRIBE; the server's words where it refuses. */
    public Optional<String> subscribe(String rawName) throws IOException {
        return tried(new Command("SUBSCRIBE").string(rawName));
    }

    /** UNSUBSCRIBE; a refusal is no error: the name may not be subscribed to. */
    public void unsubscribe(String rawName) throws IOException {
        tried(new Command("UNSUBSCRIBE").string(rawName));
    }

    /**
     * Appends in one MULTIAPPEND (RFC 3502) where offered, else one by one in order. Nothing refusable as syntax stands
     * before a non-synchronising literal; literals above 1 MiB are synchronising; zero-length messages are not accepted.
     *
     * @throws CommandRefusedException on NO: of a MULTIAPPEND nothing was stored; of single APPENDs those in {@code stored()}
     * @throws ProtocolException on BAD; the connection is dropped, the outcome is unknown
     * @throws ConnectionLostException the outcome is unknown
     */
    public AppendResult append(String rawName, List<AppendMessage> messages) throws IOException {
        return new AppendCommand(conversation, capabilities).append(rawName, messages);
    }

    /**
     * How many of the messages with these flags, from the first on, one MULTIAPPEND takes without a literal that has to wait because
     * the line has become long; one at least.
     */
    public int appendable(String rawName, List<Flags> flags) {
        return AppendCommand.fitting(rawName, flags);
    }

    /**
     * How many messages with the flags {@code small} one MULTIAPPEND takes besides these, without a literal that has to wait: the i-th
     * number is for the first i + 1 of them.
     */
    public int[] room(String rawName, List<Flags> flags, Flags small) {
        return AppendCommand.room(rawName, flags, small);
    }

    /** From now on no literal is sent before the server has agreed: for a server that refused a line with one. */
    public void waitBeforeLiterals() {
        conversation.waitBeforeLiterals();
    }

    /**
     * UID STORE +FLAGS.SILENT or -FLAGS.SILENT in the selected folder, in as many commands as their length asks for. Flags that
     * cannot be sent are left out.
     */
    public void store(UidSet uids, boolean add, Flags flags) throws IOException {
        new StoreCommand(conversation, add).all(uids, flags);
    }

    /**
     * {@link #store} where each flag that the server refuses is left out.
     *
     * @return the refused flags and those that cannot be sent
     * @throws CommandRefusedException where the server asks for patience
     */
    public Flags storeEach(UidSet uids, boolean add, Flags flags) throws IOException {
        return new StoreCommand(conversation, add).each(uids, flags);
    }

    /** Marks the messages {@code \Deleted} and expunges them, and no others; only where {@link #removesSingly}. */
    public void remove(UidSet uids) throws IOException {
        store(uids, true, DELETED);
        expunge(uids);
    }

    /** UID EXPUNGE (RFC 4315, 2.1); the messages must already carry {@code \Deleted}. */
    public void expunge(UidSet uids) throws IOException {
        for (UidSet piece : uids.pieces(FetchCommand.MOST_SET_CHARS)) {
            MessageLimit.run(conversation, "UID EXPUNGE", piece, "", ResponseHandler.NONE);
        }
    }

    /** Cyrus' replication, where {@code X-REPLICATION} is offered to an admin. */
    @Override
    public CyrusSyncCommands replication() {
        return new CyrusSyncCommands(conversation);
    }

    /**
     * Flags and keywords out of {@code wanted} that APPEND can carry: system flags, whatever PERMANENTFLAGS says, since many
     * servers list less than APPEND keeps, and keywords that PERMANENTFLAGS allows (RFC 9051, 7.1). Nothing that a server might
     * refuse is among them, nor more than fits in a short line: {@link #storeEach} is for the rest.
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

    /** Does PERMANENTFLAGS say that the folder keeps this flag? */
    public static boolean isPermanent(String flag, Set<String> permanentFlags) {
        return permanentFlags.contains("\\*") && !FlagSyntax.isSystem(flag)
                || permanentFlags.stream().anyMatch(flag::equalsIgnoreCase);
    }

    /** The flags that can be sent at all: no server may set {@code \\Recent}, and a keyword is an atom (RFC 9051, 9). */
    public static Flags sendable(Flags wanted) {
        return wanted.where(FlagSyntax::sendable);
    }
}
