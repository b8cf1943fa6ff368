// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.messages.OpenFolder;
import org.mailmig.imap.internal.messages.SelectCommand;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.Status;

/** Creates folders with their special uses and subscriptions. */
final class FolderCreation {
    private static final int COMMANDS_AT_ONCE = 30;

    private final Conversation conversation;
    private final Capabilities capabilities;
    private final ConnectionQuirks quirks;
    private final OpenFolder folders;

    FolderCreation(Conversation conversation, Capabilities capabilities, ConnectionQuirks quirks, OpenFolder folders) {
        this.conversation = conversation;
        this.capabilities = capabilities;
        this.quirks = quirks;
        this.folders = folders;
    }

    /** Sends CREATE for each name, many in a round trip. A refusal is returned, not thrown. */
    List<CreateResult> tryEach(List<String> rawNames) throws IOException {
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
    /** See {@link ManagingConnection#make}. */
    SelectedFolder make(String rawName, String role, boolean subscribe, Consumer<String> unsubscribed)
            throws IOException {
        List<Command> commands = new ArrayList<>();
        boolean special = role != null && capabilities.has("CREATE-SPECIAL-USE");
        commands.add(new Command("CREATE").string(rawName).text(special ? " (USE (" + role + "))" : ""));
        if (role != null && !special && MetadataCommands.isOffered(capabilities)) {
            commands.add(MetadataCommands.setRole(rawName, role)); // Dovecot refuses this, and uses its configuration
        }
        int subscribing = commands.size();
        if (subscribe) {
            commands.add(new Command("SUBSCRIBE").string(rawName));
        }
        commands.add(folders.opening("SELECT", rawName));
        if (commands.stream().noneMatch(Command::hasLiteral)) {
            SelectCommand selection = new SelectCommand();
            folders.forget();
            List<Status> done = conversation.pipeline(commands, selection);
            Status last = done.get(done.size() - 1);
            if (last.ok()) {
                SelectedFolder selected = folders.opened(selection.folder("SELECT", rawName, last));
                if (subscribe && !done.get(subscribing).ok()) {
                    unsubscribed.accept(done.get(subscribing).shown());
                }
                return selected;
            }
        }
        create(rawName, role);
        if (subscribe) {
            Status subscribed = conversation.attempt(new Command("SUBSCRIBE").string(rawName), ResponseHandler.NONE);
            if (!subscribed.ok()) {
                unsubscribed.accept(subscribed.shown());
            }
        }
        return folders.open("SELECT", rawName);
    }

    /** See {@link ManagingConnection#create}. */
    void create(String rawName, String role) throws IOException {
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
            if (status.ok() && roleRefused && MetadataCommands.isOffered(capabilities)) {
                // below the first level, Cyrus sets no special use at CREATE, but by annotation
                conversation.attempt(MetadataCommands.setRole(rawName, role), ResponseHandler.NONE);
            }
        }
        if (status.kind().equals("NO") && (status.code().equals("ALREADYEXISTS") || exists(rawName))) {
            return;
        }
        conversation.accepted(plain, status);
    }

    private boolean exists(String rawName) throws IOException {
        return conversation
                .attempt(new Command("STATUS").string(rawName).text(" (MESSAGES)"), ResponseHandler.NONE)
                .ok();
    }
}
