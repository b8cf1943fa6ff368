// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import static org.mailmig.servers.memory.Untagged.quoted;

/** What one connection has selected, and the commands that concern folders. */
final class Session {
    private static final String FLAGS = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    private final InMemoryImapServer server;
    private final Folders folders;
    private final Untagged untagged = new Untagged();
    private Folder selected;
    private String selectedName;

    Session(InMemoryImapServer server) {
        this.server = server;
        this.folders = server.folders;
    }

    /** The untagged responses to the last command. */
    String untagged() {
        return untagged.toString();
    }

    /** Returns the tagged response without its tag; one command of all connections at a time. */
    String run(Command command) {
        untagged.clear();
        synchronized (folders) {
            return switch (command.verb()) {
                case "CAPABILITY" -> {
                    untagged.say("* CAPABILITY " + server.capabilities());
                    yield "OK done";
                }
                case "AUTHENTICATE", "LOGIN" -> login();
                case "LOGOUT" -> logout();
                case "NAMESPACE" -> {
                    untagged.say("* NAMESPACE " + server.namespaces());
                    yield "OK done";
                }
                case "LIST" -> new FolderLists(server, untagged).list(command.word(2));
                case "LSUB" -> new FolderLists(server, untagged).lsub();
                case "STATUS" -> status(command.word(1));
                case "CREATE" -> folders.create(command.word(1));
                case "DELETE" -> folders.delete(command.word(1));
                case "SUBSCRIBE" -> {
                    folders.subscribe(command.word(1));
                    yield "OK done";
                }
                case "UNSUBSCRIBE" -> folders.unsubscribe(command.word(1)) ? "OK done" : "NO not subscribed";
                case "SELECT", "EXAMINE" -> select(command);
                case "APPEND" -> new Append(server).run(command);
                case "UID" -> selected == null
                        ? "BAD no folder is selected"
                        : new UidCommand(server, selected, selectedName, untagged).run(command);
                default -> "OK done";
            };
        }
    }

    private String login() {
        return server.availability.admit(this)
                ? "OK [CAPABILITY " + server.capabilities() + "] in"
                : "NO [LIMIT] Maximum number of connections from user+IP exceeded";
    }

    private String logout() {
        server.availability.leave(this);
        untagged.say("* BYE logging out");
        return "OK done";
    }

    private String status(String name) {
        Folder folder = folders.selectable(name);
        if (folder == null) {
            return "NO [NONEXISTENT] no such folder";
        }
        Faults faults = server.faults;
        untagged.say("* STATUS " + quoted(name.equalsIgnoreCase("INBOX") ? "INBOX" : name) + " (MESSAGES "
                + faults.statusMessages.applyAsLong(folder.messages.size()) + " UIDNEXT "
                + faults.statusUidNext.applyAsLong(folder.uidNext()) + " UIDVALIDITY "
                + faults.statusUidValidity.applyAsLong(folder.uidValidity)
                + (server.has("CONDSTORE") ? " HIGHESTMODSEQ " + InMemoryImapServer.MODSEQ : "") + ")");
        return "OK done";
    }

    private String select(Command command) {
        selectedName = folders.spelled(command.word(1));
        selected = folders.selectable(selectedName);
        if (selected == null) {
            return "NO [NONEXISTENT] no such folder";
        }
        Faults faults = server.faults;
        untagged.say("* FLAGS (" + FLAGS + ")");
        untagged.say("* " + faults.exists.applyAsLong(selected.messages.size()) + " EXISTS");
        untagged.say("* OK [UIDVALIDITY " + faults.uidValidity.applyAsLong(selected.uidValidity) + "] valid");
        untagged.say("* OK [UIDNEXT " + faults.uidNext.applyAsLong(selected.uidNext()) + "] next");
        if (server.has("CONDSTORE")) {
            untagged.say("* OK [HIGHESTMODSEQ " + InMemoryImapServer.MODSEQ + "] highest");
        }
        untagged.say("* OK [PERMANENTFLAGS (" + server.permanentFlags() + ")] permanent");
        return command.verb().equals("SELECT") ? "OK [READ-WRITE] done" : "OK [READ-ONLY] done";
    }
}
