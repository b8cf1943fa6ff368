// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.cyrus.CyrusSyncReader;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.internal.command.ExtrasCommands;
import org.mailmig.imap.internal.command.ListCommand;
import org.mailmig.imap.internal.command.LsubCommand;
import org.mailmig.imap.internal.command.MailboxIds;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.SizeCommands;
import org.mailmig.imap.internal.command.StatusCommand;
import org.mailmig.imap.internal.messages.FolderCounting;
import org.mailmig.imap.internal.messages.LastMailboxResponse;
import org.mailmig.imap.internal.messages.OpenFolder;
import org.mailmig.imap.internal.messages.UidSearch;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.model.StoredIn;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Transport;

/** An authenticated connection that reads the list of folders and what the server knows of each folder as a whole. */
public abstract sealed class ListingConnection extends AuthenticatedConnection permits ReadOnlyConnection {
    final OpenFolder folders;

    ListingConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
        this.folders = new OpenFolder(conversation, capabilities, quirks);
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

    /**
     * Returns the folder that really contains the last message of {@code rawName}: a different one if it is a virtual folder of
     * Dovecot. Nothing is selected afterwards.
     */
    public StoredIn storedIn(String rawName) throws IOException {
        return LastMailboxResponse.ask(conversation, folders, rawName);
    }

    /**
     * Counts the messages of each folder in two ways, EXISTS and UID SEARCH, by raw name. Folders that the server does not open are
     * missing. Nothing is selected afterwards.
     */
    public Map<String, FolderCount> count(Collection<String> rawNames) throws IOException {
        return steppingBack(() ->
                new FolderCounting(conversation, folders, new UidSearch(conversation, capabilities)).count(rawNames));
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
