// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.ModifiedUtf7;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Lists the folders of the personal namespace with as few round trips as the server allows. */
public final class ListCommand {
    /** Few enough for their responses to fit into the TCP buffers while the last command is being written. */
    private static final int STATUS_AT_ONCE = 40;

    private static final int MOST_FOLDERS = 100_000;

    private final Conversation conversation;
    private final Capabilities capabilities;
    private final NamespaceCommand namespaces;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> subscribed = new HashSet<>();
    private final Map<String, FolderStatus> counters = new HashMap<>();
    private QuotaCommands quota;
    private boolean quotaAsked;
    private boolean octets;

    private record Entry(String rawName, char separator, Set<String> attributes) {
        boolean selectable() {
            return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
        }
    }

    public ListCommand(Conversation conversation, Capabilities capabilities, NamespaceCommand namespaces) {
        this.conversation = conversation;
        this.capabilities = capabilities;
        this.namespaces = namespaces;
    }

    /** Returns the items that STATUS requests. */
    public static String items(Capabilities capabilities) {
        return items(capabilities, false);
    }

    private static String items(Capabilities capabilities, boolean octets) {
        return "(MESSAGES UIDNEXT UIDVALIDITY"
                + (capabilities.has("CONDSTORE") ? " HIGHESTMODSEQ" : "")
                + (octets && SizeCommands.areOffered(capabilities) ? " SIZE)" : ")");
    }

    /** Adds the bytes of each folder, if STATUS=SIZE is offered. */
    public ListCommand withOctets() {
        octets = true;
        return this;
    }

    public List<ListedFolder> list() throws IOException {
        return list(null);
    }

    /** Lists the folders. {@code limits} receives the response to GETQUOTAROOT; {@code null} sends none. */
    public List<ListedFolder> list(List<QuotaLimit> limits) throws IOException {
        quota = limits != null && QuotaCommands.isOffered(capabilities) ? new QuotaCommands() : null;
        boolean counted = false;
        if (capabilities.has("LIST-EXTENDED")) {
            counted = capabilities.has("LIST-STATUS");
            extended(counted);
        } else {
            namespaces.ask(conversation, capabilities);
            plain();
        }
        entries.keySet().removeIf(name -> !namespaces.owns(name));
        if (!counted) {
            countEach();
        }
        if (quota != null) {
            limits.addAll(quota.limits());
        }
        List<ListedFolder> folders = new ArrayList<>();
        for (Entry entry : entries.values()) {
            folders.add(new ListedFolder(
                    entry.rawName,
                    ModifiedUtf7.decode(entry.rawName),
                    entry.separator,
                    entry.attributes,
                    entry.attributes.contains("\\subscribed") || subscribed.contains(key(entry.rawName)),
                    counters.get(key(entry.rawName))));
        }
        return folders;
    }

    /** LIST with everything at once (RFC 5258, 5819, 6154). */
    private void extended(boolean counted) throws IOException {
        if (!namespaces.isKnown() && NamespaceCommand.isOffered(capabilities) && listedByGuess(counted)) {
            return;
        }
        namespaces.ask(conversation, capabilities);
        runWithQuota(extended(namespaces.patterns(), counted));
    }

    /**
     * Sends NAMESPACE and, in the same round trip, the commands that follow from its usual response; repeats these if the response
     * differs.
     */
    private boolean listedByGuess(boolean counted) throws IOException {
        List<Command> commands =
                new ArrayList<>(List.of(new Command("NAMESPACE"), extended(NamespaceCommand.EVERYTHING, counted)));
        List<ResponseHandler> takers = new ArrayList<>(List.of(namespaces, new Lines()));
        if (quota != null) {
            commands.add(QuotaCommands.ask());
            takers.add(quota);
            quotaAsked = true;
        }
        namespaces.begin();
        List<Status> done = conversation.pipeline(commands, takers);
        boolean right = done.get(0).ok()
                && done.get(1).ok()
                && namespaces.isKnown()
                && namespaces.patterns().equals(NamespaceCommand.EVERYTHING);
        if (!right) {
            entries.clear();
            counters.clear();
        }
        return right;
    }

    /** Marks what the items of STATUS need beyond RFC 9051. */
    public static Command usingItems(Command command, Capabilities capabilities, boolean octets) {
        if (capabilities.has("CONDSTORE")) {
            command.uses(Feature.CONDSTORE);
        }
        return octets && SizeCommands.areOffered(capabilities) ? command.uses(Feature.STATUS_SIZE) : command;
    }

    private Command extended(List<String> patterns, boolean counted) {
        Command command = new Command("LIST").text(" \"\"").string(patterns.get(0));
        if (patterns.size() > 1) {
            command = new Command("LIST").text(" \"\" (").strings(patterns).text(")");
        }
        command.uses(Feature.LIST_EXTENDED).text(" RETURN (SUBSCRIBED");
        if (capabilities.has("SPECIAL-USE") && !capabilities.quirks().lacks(Feature.LIST_SPECIAL_USE)) {
            command.uses(Feature.LIST_SPECIAL_USE).text(" SPECIAL-USE");
        }
        if (counted) {
            usingItems(command.uses(Feature.LIST_STATUS), capabilities, octets);
        }
        return command.text(counted ? " STATUS " + items(capabilities, octets) + ")" : ")");
    }

    /** Sends the quota command together with the first LIST; a refusal of it is ignored. */
    private void runWithQuota(Command command) throws IOException {
        boolean ask = quota != null && !quotaAsked;
        quotaAsked = true;
        if (ask && !command.hasLiteral()) {
            List<Status> done =
                    conversation.pipeline(List.of(command, QuotaCommands.ask()), List.of(new Lines(), quota));
            conversation.accepted(command, done.get(0));
            return;
        }
        conversation.run(command, new Lines());
        if (ask) {
            conversation.attempt(QuotaCommands.ask(), quota);
        }
    }

    private void plain() throws IOException {
        for (String pattern : namespaces.patterns()) {
            Command list = new Command("LIST").text(" \"\"").string(pattern);
            if (pattern.equals(namespaces.patterns().get(0))) {
                runWithQuota(list);
            } else {
                conversation.run(list, new Lines());
            }
            // A server that refuses it shows no subscriptions; the folders are copied nevertheless.
            conversation.attempt(new Command("LSUB").text(" \"\"").string(pattern), new Lines());
        }
    }

    /** Sends one STATUS per folder. A refusal leaves its folder without counters, which the caller must handle. */
    private void countEach() throws IOException {
        List<Command> waiting = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (!entry.selectable() || !ListedFolder.isAddressable(entry.rawName)) {
                continue;
            }
            Command command = usingItems(
                    new Command("STATUS").string(entry.rawName).text(" " + items(capabilities, octets)),
                    capabilities,
                    octets);
            if (command.hasLiteral()) {
                tolerated(command, conversation.attempt(command, new Lines()));
                continue;
            }
            waiting.add(command);
            if (waiting.size() == STATUS_AT_ONCE) {
                count(waiting);
                waiting.clear();
            }
        }
        count(waiting);
    }

    private void count(List<Command> commands) throws IOException {
        List<Status> completions = conversation.pipeline(commands, new Lines());
        for (int i = 0; i < commands.size(); i++) {
            tolerated(commands.get(i), completions.get(i));
        }
    }

    private void tolerated(Command command, Status completion) throws IOException {
        if (!completion.kind().equals("NO")) {
            conversation.accepted(command, completion);
        }
    }

    /** Returns the name, with INBOX case-insensitive (RFC 9051, 5.1). */
    private static String key(String rawName) {
        return rawName.equalsIgnoreCase("INBOX") ? "INBOX" : rawName;
    }

    /** LIST, LSUB and STATUS lines. */
    private final class Lines implements ResponseHandler {
        @Override
        public void data(long number, String name, ResponseReader in) throws IOException {
            switch (name) {
                case "LIST", "LSUB" -> folder(name, in);
                case "STATUS" -> {
                    in.blank();
                    String rawName = in.astring();
                    counters.put(key(rawName), counters(in));
                }
                default -> {}
            }
        }

        private void folder(String kind, ResponseReader in) throws IOException {
            in.blank();
            Set<String> attributes = new HashSet<>();
            in.words().forEach(word -> attributes.add(word.toLowerCase(Locale.ROOT)));
            in.blank();
            char separator = NamespaceCommand.separator(in.nstring());
            in.blank();
            String rawName = in.astring();
            if (kind.equals("LIST")) {
                if (entries.size() == MOST_FOLDERS) {
                    throw new PermanentException(conversation.peer() + " lists more than " + MOST_FOLDERS
                            + " folders, which no mailbox has");
                }
                entries.putIfAbsent(key(rawName), new Entry(rawName, separator, attributes));
            } else if (!attributes.contains("\\noselect")) {
                subscribed.add(key(rawName));
            }
        }
    }

    /** Reads the counters after the name in a STATUS line. */
    public static FolderStatus counters(ResponseReader in) throws IOException {
        long messages = 0;
        long uidValidity = 0;
        long uidNext = 0;
        long highestModSeq = 0;
        long octets = -1;
        in.blank();
        in.expect('(');
        for (in.blank(); !in.take(')'); in.blank()) {
            String item = in.item();
            in.blank();
            switch (item) {
                case "MESSAGES" -> messages = in.number();
                case "UIDVALIDITY" -> uidValidity = in.number();
                case "UIDNEXT" -> uidNext = in.number();
                case "HIGHESTMODSEQ" -> highestModSeq = in.number();
                case "SIZE" -> octets = in.number();
                default -> {
                    in.skipValue();
                    if (in.atLineEnd()) {
                        return new FolderStatus(messages, uidValidity, uidNext, highestModSeq, octets);
                    }
                }
            }
        }
        return new FolderStatus(messages, uidValidity, uidNext, highestModSeq, octets);
    }
}
