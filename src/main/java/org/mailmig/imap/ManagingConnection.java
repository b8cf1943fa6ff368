// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mailmig.imap.internal.command.AclCommands;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/** A connection that also creates, renames and deletes folders, subscribes to them, and sets their rights and annotations. */
public abstract sealed class ManagingConnection extends ReadOnlyConnection permits ImapConnection {
    ManagingConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        super(server, transport, conversation, login, quirks);
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

    /** Sends DELETE (RFC 9051, 6.3.5); only for folders that mailmig created. */
    public void delete(String rawName) throws IOException {
        conversation.run(new Command("DELETE").string(rawName), ResponseHandler.NONE);
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

    private FolderCreation creation() {
        return new FolderCreation(conversation, capabilities, quirks, folders);
    }

    /** Tries a command. None of these has a literal that could be executed as commands after a BAD: literals are synchronising. */
    private Optional<String> tried(Command command) throws IOException {
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        return status.ok() ? Optional.empty() : Optional.of(status.shown());
    }
}
