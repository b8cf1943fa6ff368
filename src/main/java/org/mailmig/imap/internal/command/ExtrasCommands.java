// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.wire.Status;

/** Reads ACLs and annotations of many folders in few round trips. The commands have no literals: a BAD leaves both ends in step. */
public final class ExtrasCommands {
    private static final int AT_ONCE = 32;

    private final Conversation conversation;
    private final boolean acl;
    private final boolean metadata;
    private final ConnectionQuirks quirks;
    private final Map<String, FolderExtras> found = new LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<ResponseHandler> takers = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();

    public ExtrasCommands(Conversation conversation, boolean acl, boolean metadata, ConnectionQuirks quirks) {
        this.quirks = quirks;
        this.conversation = conversation;
        this.acl = acl;
        this.metadata = metadata;
    }

    public Map<String, FolderExtras> of(List<String> rawNames) throws IOException {
        for (String rawName : rawNames) {
            if (acl && !rawName.isEmpty()) {
                ask(rawName, AclCommands.get(rawName), new AclCommands.Answer());
            }
            if (metadata) {
                ask(rawName, MetadataCommands.get(rawName, quirks), new MetadataCommands.Answer());
            }
            if (commands.size() >= AT_ONCE) {
                flush();
            }
        }
        flush();
        return found;
    }

    private void ask(String rawName, Command command, ResponseHandler taker) throws IOException {
        if (command.hasLiteral()) {
            take(rawName, seen(command, conversation.attempt(command, taker)), taker);
            return;
        }
        commands.add(command);
        takers.add(taker);
        folders.add(rawName);
    }

    private void flush() throws IOException {
        List<Status> done = conversation.pipeline(commands, takers);
        for (int i = 0; i < done.size(); i++) {
            take(folders.get(i), seen(commands.get(i), done.get(i)), takers.get(i));
        }
        commands.clear();
        takers.clear();
        folders.clear();
    }

    /** Handles a BAD to options, which does not concern this folder: all are read again without options. */
    private Status seen(Command command, Status status) throws IOException {
        return status.kind().equals("BAD") && !command.features().isEmpty()
                ? conversation.accepted(command, status)
                : status;
    }

    private void take(String rawName, Status status, ResponseHandler taker) {
        FolderExtras known = found.getOrDefault(rawName, new FolderExtras(List.of(), Map.of(), "", 0));
        List<AclGrant> grants = taker instanceof AclCommands.Answer answer ? answer.grants : known.grants();
        Map<String, String> entries =
                taker instanceof MetadataCommands.Answer answer ? answer.entries : known.annotations();
        boolean cut = status.code().equals("METADATA")
                && Status.upper(status.argument()).startsWith("LONGENTRIES");
        long tooLong = cut
                ? Math.max(
                        1,
                        Numbers.parse(status.argument()
                                .substring("LONGENTRIES".length())
                                .trim()))
                : known.tooLong();
        boolean refused = !status.ok() && !isNothing(rawName, status);
        found.put(rawName, new FolderExtras(grants, entries, refused ? status.shown() : known.refused(), tooLong));
    }

    /**
     * Returns whether this is James's answer to the empty name, which stands for the mailbox as a whole and which James takes for a
     * folder's: it keeps no such annotations.
     */
    private static boolean isNothing(String rawName, Status status) {
        return rawName.isEmpty()
                && (status.code().equals("TRYCREATE") || status.code().equals("NONEXISTENT"));
    }
}
