// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.internal.messages.UidSearch;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.HeaderReceiver;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
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
public sealed class ReadOnlyConnection extends ListingConnection permits ManagingConnection {
    ReadOnlyConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
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

    /** Sends EXAMINE; never changes anything. */
    public SelectedFolder examine(String rawName) throws IOException {
        return folders.open("EXAMINE", rawName);
    }

    /** Sends EXAMINE and fetches the data of existing messages in {@code uids}, in one round trip (RFC 9051, 5.5). */
    public SelectedFolder examine(String rawName, UidSet uids, Consumer<MessageInfo> each) throws IOException {
        return folders.open("EXAMINE", rawName, uids, each);
    }

    /** Does the same as {@link #examine(String, UidSet, Consumer)} for several folders, in as few round trips as possible. */
    public void examineEach(List<FolderQuery> looks) throws IOException {
        folders.examineEach(looks);
    }

    /** Returns the last result of {@link #examine}, or of SELECT, unchanged since then; {@code null} if nothing is selected. */
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

    /** Opens the selected folder again, in the same way, with its present counters. */
    public SelectedFolder reopen() throws IOException {
        SelectedFolder selected = folders.selected();
        return folders.open(selected.readOnly() ? "EXAMINE" : "SELECT", selected.rawName());
    }
}
