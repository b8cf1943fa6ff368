// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mailmig.imap.cyrus.CyrusSyncReader;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.internal.command.ExtrasCommands;
import org.mailmig.imap.internal.command.ListCommand;
import org.mailmig.imap.internal.command.LsubCommand;
import org.mailmig.imap.internal.command.MailboxIds;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.SizeCommands;
import org.mailmig.imap.internal.command.StatusCommand;
import org.mailmig.imap.internal.messages.FolderCounting;
import org.mailmig.imap.internal.messages.OpenFolder;
import org.mailmig.imap.internal.messages.UidSearch;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.HeaderReceiver;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.model.StoredIn;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Transport;

/**
 * An authenticated connection that can only read. It has no method that changes anything on the server, and its {@link Conversation}
 * refuses to send a command that could. One thread at a time may call its methods, and also reads the responses. After any {@link
 * ConnectionLostException} or {@link ProtocolException}, and any exception of a consumer, the connection is closed.
 */
public sealed class ReadOnlyConnection extends AuthenticatedConnection permits ImapConnection {
    final OpenFolder folders;

    ReadOnlyConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
        this.folders = new OpenFolder(conversation, capabilities, quirks);
    }

    /** Calls {@link #open(ServerAddress, Login, Consumer)} without a way to cancel. */
    public static ReadOnlyConnection open(ServerAddress server, Login login) throws IOException {
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
    public static ReadOnlyConnection open(ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return open(server, login, new ServerQuirks(), opening);
    }

    /** Does the same with what is known of the server, and records new quirks there. */
    public static ReadOnlyConnection open(
            ServerAddress server, Login login, ServerQuirks known, Consumer<Runnable> opening) throws IOException {
        String peer = "server " + server.name() + " (" + server.host() + ":" + server.port() + ")";
        Transport transport = new Transport(server, peer);
        opening.accept(transport::abort);
        try {
            transport.connect();
            ConnectionQuirks quirks = new ConnectionQuirks(known, login.user(), peer);
            return new ReadOnlyConnection(
                    server,
                    transport,
                    new Conversation(peer, transport, CommandPolicy.READ_ONLY, quirks),
                    login,
                    quirks);
        } catch (IOException | RuntimeException e) {
            transport.abort();
            throw e;
        }
    }

    /**
     * Lists all folders of the personal namespace with subscriptions, special uses and counters: one command if LIST-EXTENDED,
     * SPECIAL-USE and LIST-STATUS are offered, else LIST, LSUB and pipelined STATUS. A folder whose STATUS is refused has {@code status
     * == null} although it is selectable.
     */
    public List<ListedFolder> list() throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces()).list());
    }

    /** Does the same as {@link #list()} with {@link FolderStatus#octets()}, which a server may have to sum up message by message. */
    public List<ListedFolder> listWithOctets() throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces())
                .withOctets()
                .list());
    }

    /**
     * Does the same as {@link #list()}, and reads GETQUOTAROOT of INBOX into {@code limits} in the same round trip (RFC 9208), if
     * offered.
     */
    public List<ListedFolder> list(List<QuotaLimit> limits) throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces()).list(limits));
    }

    /** Returns the raw names of all subscriptions, including other users' folders and those that no longer exist. */
    public List<String> subscriptions() throws IOException {
        return steppingBack(() -> LsubCommand.ask(conversation, capabilities));
    }

    /** Returns the bytes of each folder by raw name, if STATUS=SIZE is offered (RFC 8438); empty otherwise. */
    public Map<String, Long> sizes(List<String> rawNames) throws IOException {
        return SizeCommands.areOffered(capabilities)
                ? new SizeCommands(conversation).numbers("SIZE", rawNames)
                : Map.of();
    }

    /** Returns the UIDs of messages larger than {@code octets} bytes, by raw name, using EXAMINE and UID SEARCH LARGER. */
    public Map<String, UidSet> largerThan(long octets, List<String> rawNames) throws IOException {
        folders.forget();
        return steppingBack(() -> new SizeCommands(conversation)
                .larger(
                        rawNames.stream()
                                .map(rawName -> folders.opening("EXAMINE", rawName))
                                .toList(),
                        rawNames,
                        octets,
                        new UidSearch(conversation, capabilities)));
    }

    /**
     * Returns the ACLs and annotations of the folders, whichever of the two are wanted and offered; the name "" is the mailbox as a
     * whole.
     */
    public Map<String, FolderExtras> extras(List<String> rawNames, boolean acl, boolean metadata) throws IOException {
        return steppingBack(() -> new ExtrasCommands(
                        conversation, acl && offersAcl(), metadata && MetadataCommands.isOffered(capabilities), quirks)
                .of(rawNames));
    }

    public FolderStatus status(String rawName) throws IOException {
        FolderStatus status = steppingBack(() -> StatusCommand.ask(conversation, capabilities, rawName));
        if (status == null) {
            abort();
            throw new ProtocolException(conversation.peer() + " answered OK to STATUS and nothing else");
        }
        return status;
    }

    /** Sends EXAMINE; never changes anything. */
    public SelectedFolder examine(String rawName) throws IOException {
        return folders.open("EXAMINE", rawName);
    }

    /**
     * Returns the folder that really contains the last message of {@code rawName}: a different one if it is a virtual folder of
     * Dovecot. Nothing is selected afterwards.
     */
    public StoredIn storedIn(String rawName) throws IOException {
        return folders.storedIn(rawName);
    }

    /** Sends EXAMINE and fetches the data of existing messages in {@code uids}, in one round trip (RFC 9051, 5.5). */
    public SelectedFolder examine(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return folders.open("EXAMINE", rawName, uids, each);
    }

    /** Does the same as {@link #examine(String, UidSet, Consumer)} for several folders, in as few round trips as possible. */
    public void examineEach(List<FolderQuery> looks) throws IOException {
        folders.examineEach(looks);
    }

    /** Returns the last result of {@link #select} or {@link #examine}, unchanged since then; {@code null} if nothing is selected. */
    public SelectedFolder selected() {
        return folders.selected();
    }

    /** Deselects the folder without expunging: UNSELECT (RFC 3691) or EXAMINE of a name that does not exist. */
    public void unselect() throws IOException {
        folders.unselect();
    }

    /** Fetches the data of existing messages in {@code uids}, in the server's order, as they arrive. */
    public void fetchFacts(UidSet uids, Consumer<MessageInfo> each) throws IOException {
        folders.fetchFacts(uids, each);
    }

    /** Sets whether each message's data include MODSEQ (RFC 7162), if offered. */
    public void includeModSeqs(boolean include) {
        folders.includeModSeqs(include);
    }

    /**
     * Fetches Gmail's labels of each message, if {@code X-GM-EXT-1} is offered; folders by their raw names, {@code \\Inbox} and the
     * like.
     */
    public void fetchLabels(UidSet uids, BiConsumer<Long, List<String>> each) throws IOException {
        folders.fetching().labels(uids, each);
    }

    /** Fetches the raw bytes of the named header fields. */
    public void fetchHeader(UidSet uids, List<String> fields, HeaderReceiver each) throws IOException {
        folders.fetching().header(uids, String.join(" ", fields), each);
    }

    /**
     * Fetches whole messages, by BODY.PEEK[]. {@code each} is called on this thread while the literal arrives; what {@code each} leaves
     * unread is skipped. A message that vanished in the meantime (NIL or zero bytes) is not passed on.
     */
    public void fetchBodies(UidSet uids, TextReceiver each) throws IOException {
        folders.fetching().bodies(uids, each);
    }

    /** Returns the UIDs of the selected folder from {@code firstUid} on (UID SEARCH, ESEARCH if offered). */
    public UidSet searchFrom(long firstUid) throws IOException {
        return steppingBack(() -> new UidSearch(conversation, capabilities).from(firstUid));
    }

    /**
     * Counts the messages of each folder in two ways, EXISTS and UID SEARCH, by raw name. Folders that the server does not open are
     * missing. Nothing is selected afterwards.
     */
    public Map<String, FolderCount> count(Collection<String> rawNames) throws IOException {
        return steppingBack(() ->
                new FolderCounting(conversation, folders, new UidSearch(conversation, capabilities)).count(rawNames));
    }

    /** Opens the selected folder again, in the same way, with its present counters. */
    public SelectedFolder reopen() throws IOException {
        SelectedFolder selected = folders.selected();
        return folders.open(selected.readOnly() ? "EXAMINE" : "SELECT", selected.rawName());
    }

    /** Returns the reading commands of Cyrus replication, if {@code X-REPLICATION} is offered to an admin. */
    public CyrusSyncReader replication() {
        return new CyrusSyncReader(conversation);
    }

    /**
     * Returns ids of folders that survive a rename, by raw name: MAILBOXID (RFC 8474, 4), else Dovecot's {@code X-GUID}. Empty if the
     * server has none. Nothing is selected afterwards.
     */
    public Map<String, String> mailboxIds(List<String> rawNames) throws IOException {
        folders.forget();
        return new MailboxIds(conversation, capabilities.has("OBJECTID")).ask(rawNames);
    }
}
