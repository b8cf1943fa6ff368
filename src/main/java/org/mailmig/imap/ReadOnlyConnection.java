// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mailmig.imap.cyrus.CyrusSyncReader;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.internal.command.ExtrasCommands;
import org.mailmig.imap.internal.messages.FetchCommand;
import org.mailmig.imap.internal.command.ListCommand;
import org.mailmig.imap.internal.command.LsubCommand;
import org.mailmig.imap.internal.command.MailboxIds;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.NamespaceCommand;
import org.mailmig.imap.internal.messages.SearchResponse;
import org.mailmig.imap.internal.messages.SelectCommand;
import org.mailmig.imap.internal.command.SizeCommands;
import org.mailmig.imap.internal.session.Authentication;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
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
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/**
 * An authenticated connection that can only read. It has no method that changes anything on the server, and its {@link Conversation}
 * refuses to send a command that could. One thread at a time may call its methods, and also reads the responses. After any {@link
 * ConnectionLostException} or {@link ProtocolException}, and any exception of a consumer, the connection is closed.
 */
public sealed class ReadOnlyConnection implements AutoCloseable permits ImapConnection {
    /** Selecting a folder that does not exist deselects the current one (RFC 9051, 6.3.2), without the expunge of CLOSE. */
    private static final String NO_FOLDER = "mailmig-no-such-folder";

    /** Few enough for the commands to fit into the TCP buffers while responses arrive. */
    private static final int LOOKS_AT_ONCE = 16;

    private static final long MOST_UID = 0xFFFFFFFFL;

    private final ServerAddress server;
    private final Transport transport;
    final Conversation conversation;
    final ConnectionQuirks quirks;
    final Capabilities capabilities;
    private NamespaceCommand namespaces = new NamespaceCommand();
    SelectedFolder selected;
    private boolean tellsModSeqs;

    ReadOnlyConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        this.quirks = quirks;
        this.capabilities = new Capabilities(quirks);
        this.server = server;
        this.transport = transport;
        this.conversation = conversation;
        greet();
        if (server.tls() == ServerAddress.Tls.STARTTLS) {
            protect();
        }
        capabilities.ask(conversation);
        boolean announced = capabilities.has("ID");
        logIn(login);
        conversation.learn(capabilities);
        if (announced || capabilities.has("ID")) {
            identify();
        }
        transport.established();
    }

    /** Sends ID: some servers open no folder before it ("Unsafe Login"; RFC 2971). */
    private void identify() throws IOException {
        conversation.ahead(new Command("ID").text(" (\"name\" \"mailmig\" \"vendor\" \"mailmig.org\")"));
    }

    private void logIn(Login login) throws IOException {
        try {
            new Authentication(conversation, capabilities, login).run();
            capabilities.ask(conversation);
        } catch (ConnectionLostException e) {
            if (e instanceof ConnectionNotAdmittedException || e.getCause() != null) {
                throw e; // a timeout, a lost connection, a server that shuts down: not about this login
            }
            throw new LoginBrokenException(
                    e.getMessage() + " instead of answering the login as " + login
                            + " (it may know the user's password and not find the mailbox)",
                    e);
        }
    }

    private void greet() throws IOException {
        Status greeting = greeting();
        capabilities.status(greeting);
        if (!greeting.ok()) {
            String words = conversation.peer() + " greets with " + greeting.kind() + ": " + greeting.shown();
            if (greeting.kind().equals("PREAUTH")) {
                throw new TlsException(
                        words + "; whose mailbox that is cannot be known, nor can it be protected", null);
            }
            throw new ConnectionNotAdmittedException(words, null, greeting.backoff());
        }
    }

    private Status greeting() throws IOException {
        try {
            return conversation.greeting();
        } catch (ConnectionLostException e) {
            throw Transport.notAdmitted(e);
        }
    }

    private void protect() throws IOException {
        capabilities.ask(conversation);
        if (!capabilities.has("STARTTLS")) {
            throw new TlsException(
                    conversation.peer() + " does not offer STARTTLS; the password was not sent. Set mailmig."
                            + server.name()
                            + ".tls = implicit and the port for it, or none if the line is safe otherwise",
                    null);
        }
        Status status = conversation.attempt(new Command("STARTTLS"), ResponseHandler.NONE);
        if (!status.ok()) {
            throw new TlsException(conversation.peer() + " refused STARTTLS: " + status.shown(), null);
        }
        capabilities.forget();
        conversation.startTls();
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

    public ServerAddress server() {
        return server;
    }

    /** Returns whether the capability, in upper case like {@code "MULTIAPPEND"}, is offered after login. */
    public boolean offers(String capability) {
        return capabilities.has(capability);
    }

    /** Returns the largest message that APPEND accepts (RFC 7889), or {@link Long#MAX_VALUE}. */
    public long appendLimit() {
        return capabilities.number("APPENDLIMIT");
    }

    /**
     * Returns the limits by raw name if each folder has its own ({@code APPENDLIMIT} without a number; RFC 7889, 2), without the
     * folders that have none.
     */
    public Map<String, Long> appendLimits(List<String> rawNames) throws IOException {
        return capabilities.has("APPENDLIMIT")
                ? new SizeCommands(conversation).numbers("APPENDLIMIT", rawNames)
                : Map.of();
    }

    /** Returns the prefix of the personal namespace (RFC 2342), raw; empty if there is none. */
    public String personalPrefix() throws IOException {
        namespaces.ask(conversation, capabilities);
        return namespaces.first().prefix();
    }

    /** Returns the hierarchy separator of the personal namespace; 0 if the server is flat. */
    public char separator() throws IOException {
        namespaces.ask(conversation, capabilities);
        return namespaces.first().separator();
    }

    /** Returns the namespaces that belong to other users or are shared (RFC 2342); none if the server does not report them. */
    public List<Namespace> foreignNamespaces() throws IOException {
        namespaces.ask(conversation, capabilities);
        return namespaces.foreign();
    }

    /** Returns the personal namespace of {@link #personalPrefix}. */
    public Namespace personalNamespace() throws IOException {
        namespaces.ask(conversation, capabilities);
        return namespaces.first();
    }

    /** Returns the user's own namespaces except that of {@link #personalPrefix}. */
    public List<Namespace> furtherNamespaces() throws IOException {
        namespaces.ask(conversation, capabilities);
        return namespaces.further();
    }

    /** Returns the round-trip time, measured with the NAMESPACE command; zero before that. */
    public Duration roundTrip() {
        return Duration.ofNanos(namespaces.askedNanos());
    }

    /**
     * Lists all folders of the personal namespace with subscriptions, special uses and counters: one command if LIST-EXTENDED,
     * SPECIAL-USE and LIST-STATUS are offered, else LIST, LSUB and pipelined STATUS. A folder whose STATUS is refused has {@code status
     * == null} although it is selectable.
     */
    public List<ListedFolder> list() throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces).list());
    }

    /** Does the same as {@link #list()} with {@link FolderStatus#octets()}, which a server may have to sum up message by message. */
    public List<ListedFolder> listWithOctets() throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces)
                .withOctets()
                .list());
    }

    /** Takes over the namespaces that {@code other}, of the same user at the same server, knows, and does not query them again. */
    public void learnNamespaces(ReadOnlyConnection other) {
        namespaces = other.namespaces;
    }

    /**
     * Does the same as {@link #list()}, and reads GETQUOTAROOT of INBOX into {@code limits} in the same round trip (RFC 9208), if
     * offered.
     */
    public List<ListedFolder> list(List<QuotaLimit> limits) throws IOException {
        return steppingBack(() -> new ListCommand(conversation, capabilities, namespaces).list(limits));
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
        selected = null;
        return steppingBack(() -> new SizeCommands(conversation)
                .larger(
                        rawNames.stream()
                                .map(rawName -> opening("EXAMINE", rawName))
                                .toList(),
                        rawNames,
                        octets));
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

    public boolean offersAcl() {
        return capabilities.has("ACL");
    }

    public boolean offersMetadata() {
        return MetadataCommands.isOffered(capabilities);
    }

    /** Returns the rights beyond {@code lrswipa} that the server knows, in lower case (RFC 4314, 5.1.1); empty for RFC 2086. */
    public String offeredRights() {
        return capabilities.text("RIGHTS").toLowerCase(java.util.Locale.ROOT);
    }

    public FolderStatus status(String rawName) throws IOException {
        return steppingBack(() -> statusOf(rawName));
    }

    private <T> T steppingBack(ConnectionQuirks.Use<T> use) throws IOException {
        return quirks.steppingBack(conversation, use);
    }

    private FolderStatus statusOf(String rawName) throws IOException {
        FolderStatus[] status = new FolderStatus[1];
        Command command = ListCommand.usingItems(
                new Command("STATUS").string(rawName).text(" " + ListCommand.items(capabilities)), capabilities, false);
        conversation.run(command, new ResponseHandler() {
            @Override
            public void data(long number, String name, ResponseReader in) throws IOException {
                if (name.equals("STATUS")) {
                    in.blank();
                    in.astring();
                    status[0] = ListCommand.counters(in);
                }
            }
        });
        if (status[0] == null) {
            abort();
            throw new ProtocolException(conversation.peer() + " said OK to STATUS and nothing else");
        }
        return status[0];
    }

    /** Sends EXAMINE; never changes anything. */
    public SelectedFolder examine(String rawName) throws IOException {
        return open("EXAMINE", rawName);
    }

    /**
     * Returns the folder that really contains the last message of {@code rawName}: a different one if it is a virtual folder of
     * Dovecot. Nothing is selected afterwards.
     */
    public StoredIn storedIn(String rawName) throws IOException {
        selected = null;
        conversation.forgetExists();
        Status opened = conversation.attempt(new Command("EXAMINE").string(rawName), ResponseHandler.NONE);
        return opened.ok() && conversation.exists() != 0 ? fetching().mailbox() : StoredIn.UNDECIDED;
    }

    /** Sends EXAMINE and fetches the data of existing messages in {@code uids}, in one round trip (RFC 9051, 5.5). */
    public SelectedFolder examine(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return open("EXAMINE", rawName, uids, each);
    }

    /** Does the same as {@link #examine(String, UidSet, Consumer)} for several folders, in as few round trips as possible. */
    public void examineEach(List<FolderQuery> looks) throws IOException {
        steppingBack(() -> {
            lookAtEach(looks);
            return null;
        });
    }

    private void lookAtEach(List<FolderQuery> looks) throws IOException {
        selected = null;
        List<FolderQuery> together = new ArrayList<>();
        for (FolderQuery look : looks) {
            if (opening("EXAMINE", look.rawName()).hasLiteral()) {
                examine(look.rawName(), look.uids(), look.each());
            } else {
                together.add(look);
            }
            if (together.size() == LOOKS_AT_ONCE) {
                fetching().each(this::opening, together);
                together.clear();
            }
        }
        fetching().each(this::opening, together);
        selected = null;
    }

    SelectedFolder open(String verb, String rawName) throws IOException {
        selected = null;
        selected = steppingBack(() -> {
            SelectCommand selection = new SelectCommand();
            return selection.folder(verb, rawName, conversation.run(opening(verb, rawName), selection));
        });
        return selected;
    }

    SelectedFolder open(String verb, String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return steppingBack(() -> openAndFetch(verb, rawName, uids, each));
    }

    private SelectedFolder openAndFetch(String verb, String rawName, UidSet uids, Consumer<MessageInfo> each)
            throws IOException {
        Command opening = opening(verb, rawName);
        if (opening.hasLiteral() || uids.isEmpty()) {
            SelectedFolder folder = open(verb, rawName);
            if (!uids.isEmpty()) {
                fetchFacts(uids, each);
            }
            return folder;
        }
        SelectCommand selection = new SelectCommand();
        selected = null;
        Status status = fetching().opened(opening, selection, uids, each);
        selected = selection.folder(verb, rawName, status);
        return selected;
    }

    Command opening(String verb, String rawName) {
        Command command = new Command(verb).string(rawName);
        conversation.forgetExists();
        return capabilities.has("CONDSTORE") ? command.text(" (CONDSTORE)").uses(Feature.CONDSTORE) : command;
    }

    /** Returns the last result of {@link #select} or {@link #examine}, unchanged since then; {@code null} if nothing is selected. */
    public SelectedFolder selected() {
        return selected;
    }

    /** Deselects the folder without expunging: UNSELECT (RFC 3691) or EXAMINE of a name that does not exist. */
    public void unselect() throws IOException {
        selected = null;
        if (capabilities.has("UNSELECT") || capabilities.has("IMAP4REV2")) {
            Status left = conversation.attempt(new Command("UNSELECT"), ResponseHandler.NONE);
            if (left.ok()) {
                return;
            }
            if (!left.isKnown()) {
                quirks.refuse(Feature.UNSELECT, "refuses UNSELECT");
            }
        }
        Command command = new Command("EXAMINE").string(NO_FOLDER);
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        if (!status.kind().equals("NO")) {
            conversation.accepted(command, status);
        }
    }

    /** Fetches the data of existing messages in {@code uids}, in the server's order, as they arrive. */
    public void fetchFacts(UidSet uids, Consumer<MessageInfo> each) throws IOException {
        if (isEmpty()) {
            return;
        }
        steppingBack(() -> {
            fetching().facts(uids, each);
            return null;
        });
    }

    /** Returns whether the selected folder is empty, by all that the server reports. Some servers call a FETCH there a syntax error. */
    private boolean isEmpty() throws IOException {
        if (selected == null || conversation.exists() != 0) {
            return false;
        }
        noop();
        return conversation.exists() == 0;
    }

    FetchCommand fetching() {
        return new FetchCommand(conversation, tellsModSeqs && capabilities.has("CONDSTORE"));
    }

    /** Sets whether each message's data include MODSEQ (RFC 7162), if offered. */
    public void tellModSeqs(boolean tell) {
        tellsModSeqs = tell;
    }

    /**
     * Fetches Gmail's labels of each message, if {@code X-GM-EXT-1} is offered; folders by their raw names, {@code \\Inbox} and the
     * like.
     */
    public void fetchLabels(UidSet uids, BiConsumer<Long, List<String>> each) throws IOException {
        fetching().labels(uids, each);
    }

    /** Fetches the raw bytes of the named header fields. */
    public void fetchHeader(UidSet uids, List<String> fields, HeaderReceiver each) throws IOException {
        fetching().header(uids, String.join(" ", fields), each);
    }

    /**
     * Fetches whole messages, by BODY.PEEK[]. {@code each} is called on this thread while the literal arrives; what {@code each} leaves
     * unread is skipped. A message that vanished in the meantime (NIL or zero bytes) is not passed on.
     */
    public void fetchBodies(UidSet uids, TextReceiver each) throws IOException {
        fetching().bodies(uids, each);
    }

    /** Returns the UIDs of the selected folder from {@code firstUid} on (UID SEARCH, ESEARCH if offered). */
    public UidSet searchFrom(long firstUid) throws IOException {
        return steppingBack(() -> {
            SearchResponse found = new SearchResponse(firstUid);
            Command command = search(firstUid == 1 ? "ALL" : "UID " + firstUid + ":*");
            restOfSearch(firstUid, limited(command, conversation.attempt(command, found)), found);
            return found.uids();
        });
    }

    private Command search(String what) {
        return capabilities.has("ESEARCH")
                ? Command.of("UID SEARCH", "RETURN (ALL) " + what).uses(Feature.ESEARCH)
                : Command.of("UID SEARCH", what);
    }

    private void restOfSearch(long firstUid, Status done, SearchResponse found) throws IOException {
        UidSet left = MessageLimit.left(UidSet.range(firstUid, MOST_UID), done);
        for (int sent = 0; !left.isEmpty(); sent++) {
            MessageLimit.checkSent(sent);
            Command command = search("UID " + left);
            left = MessageLimit.left(left, limited(command, conversation.attempt(command, found)));
        }
    }

    /** Returns OK, or a NO that says where the server stopped. */
    private Status limited(Command command, Status status) throws IOException {
        boolean stopped = !MessageLimit.left(UidSet.range(1, MOST_UID), status).isEmpty();
        return stopped ? status : conversation.accepted(command, status);
    }

    /**
     * Counts the messages of each folder in two ways, EXISTS and UID SEARCH, by raw name. Folders that the server does not open are
     * missing. Nothing is selected afterwards.
     */
    public Map<String, FolderCount> count(Collection<String> rawNames) throws IOException {
        return steppingBack(() -> countEach(rawNames));
    }

    private Map<String, FolderCount> countEach(Collection<String> rawNames) throws IOException {
        selected = null;
        Map<String, FolderCount> counts = new HashMap<>();
        List<String> together = new ArrayList<>();
        for (String rawName : rawNames) {
            if (opening("EXAMINE", rawName).hasLiteral()) {
                countAlone(rawName, counts);
                continue;
            }
            together.add(rawName);
            if (together.size() == LOOKS_AT_ONCE) {
                count(together, counts);
                together.clear();
            }
        }
        count(together, counts);
        return counts;
    }

    private void count(List<String> rawNames, Map<String, FolderCount> counts) throws IOException {
        List<Command> commands = new ArrayList<>();
        List<ResponseHandler> replies = new ArrayList<>();
        for (String rawName : rawNames) {
            commands.addAll(List.of(opening("EXAMINE", rawName), search("ALL")));
            replies.addAll(List.of(new SelectCommand(), new SearchResponse(1)));
        }
        boolean together = conversation.pipelines();
        List<Status> done = conversation.pipeline(commands, replies);
        List<String> doubtful = new ArrayList<>();
        for (int i = 0; i < rawNames.size(); i++) {
            Status opened = done.get(2 * i);
            if (opened.ok()) {
                SearchResponse found = (SearchResponse) replies.get(2 * i + 1);
                if (!MessageLimit.left(UidSet.range(1, MOST_UID), done.get(2 * i + 1))
                        .isEmpty()) {
                    conversation.run(commands.get(2 * i), ResponseHandler.NONE);
                }
                searched(rawNames.get(i), done.get(2 * i + 1), found);
                SelectCommand selection = (SelectCommand) replies.get(2 * i);
                counts.put(rawNames.get(i), selection.count(opened, found.uids()));
                if (together && selection.messages() != found.uids().size()) {
                    doubtful.add(rawNames.get(i));
                }
            } else if (!opened.kind().equals("NO")) {
                conversation.accepted(commands.get(2 * i), opened);
            }
        }
        for (String rawName : doubtful) {
            countAgain(rawName, counts);
        }
    }

    /** Counts with one command after the other: a server that executes several at once searches a folder that is not open yet. */
    private void countAgain(String rawName, Map<String, FolderCount> counts) throws IOException {
        FolderCount before = counts.get(rawName);
        countAlone(rawName, counts);
        if (!before.equals(counts.get(rawName))) {
            conversation.doubtPipelining();
        }
    }

    private void countAlone(String rawName, Map<String, FolderCount> counts) throws IOException {
        SelectCommand selection = new SelectCommand();
        Status opened = conversation.attempt(opening("EXAMINE", rawName), selection);
        if (opened.ok()) {
            SearchResponse found = new SearchResponse(1);
            searched(rawName, conversation.attempt(search("ALL"), found), found);
            counts.put(rawName, selection.count(opened, found.uids()));
        }
    }

    /** Handles a completion. A refusal leaves what was found, or nothing. */
    private void searched(String rawName, Status done, SearchResponse found) throws IOException {
        if (done.ok() || MessageLimit.isLimited(done)) {
            restOfSearch(1, done, found);
        } else if (!done.kind().equals("NO")) {
            conversation.accepted(Command.of("UID SEARCH", "ALL in " + rawName), done);
        }
    }

    /** Opens the selected folder again, in the same way, with its present counters. */
    public SelectedFolder reopen() throws IOException {
        return open(selected.readOnly() ? "EXAMINE" : "SELECT", selected.rawName());
    }

    /**
     * Returns whether single messages can be removed (UIDPLUS: RFC 4315; part of RFC 9051), without others that are marked {@code
     * \Deleted}.
     */
    public boolean removesSingly() {
        return offers("UIDPLUS") || offers("IMAP4REV2");
    }

    /** Returns the reading commands of Cyrus replication, if {@code X-REPLICATION} is offered to an admin. */
    public CyrusSyncReader replication() {
        return new CyrusSyncReader(conversation);
    }

    public void noop() throws IOException {
        conversation.run(new Command("NOOP"), ResponseHandler.NONE);
    }

    /**
     * Returns ids of folders that survive a rename, by raw name: MAILBOXID (RFC 8474, 4), else Dovecot's {@code X-GUID}. Empty if the
     * server has none. Nothing is selected afterwards.
     */
    public Map<String, String> mailboxIds(List<String> rawNames) throws IOException {
        selected = null;
        return new MailboxIds(conversation, capabilities.has("OBJECTID")).ask(rawNames);
    }

    public boolean isOpen() {
        return transport.isOpen();
    }

    /** Sends LOGOUT if possible, without waiting for its response, then closes. Never throws. */
    @Override
    public void close() {
        if (transport.isOpen()) {
            conversation.leave();
            transport.abort();
        }
    }

    /** Closes the connection at once, from any thread: a blocked call ends with {@link ConnectionLostException}. */
    public void abort() {
        transport.abort();
    }
}
