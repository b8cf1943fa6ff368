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
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Namespaces;
import org.mailmig.imap.text.ModifiedUtf7;
import org.mailmig.imap.wire.ResponseReader;

/** Collects LIST, LSUB and STATUS lines (RFC 9051, 7.3) of any number of commands, and joins them into folders. */
final class ListResponse implements ResponseHandler {
    private static final int MOST_FOLDERS = 100_000;

    private final String peer;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> subscribed = new HashSet<>();
    private final Map<String, FolderStatus> counters = new HashMap<>();

    private record Entry(String rawName, char separator, Set<String> attributes) {
        boolean selectable() {
            return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
        }
    }

    /** @param peer the server, for messages */
    ListResponse(String peer) {
        this.peer = peer;
    }

    /** Forgets the folders and their counters; subscriptions stay. */
    void clear() {
        entries.clear();
        counters.clear();
    }

    /** Forgets folders that are not the user's own. */
    void retainOwn(Namespaces namespaces) {
        entries.keySet().removeIf(name -> !namespaces.owns(name));
    }

    /** Returns the raw names of folders that can be selected, and named in a command. */
    List<String> selectable() {
        return entries.values().stream()
                .filter(Entry::selectable)
                .map(Entry::rawName)
                .filter(ListedFolder::isAddressable)
                .toList();
    }

    /** Returns the folders, in the server's order. */
    List<ListedFolder> folders() {
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

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        switch (name) {
            case "LIST", "LSUB" -> folder(name, in);
            case "STATUS" -> {
                in.blank();
                String rawName = in.astring();
                counters.put(key(rawName), StatusItems.read(in));
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
                throw new PermanentException(
                        peer + " lists more than " + MOST_FOLDERS + " folders, which no mailbox has");
            }
            entries.putIfAbsent(key(rawName), new Entry(rawName, separator, attributes));
        } else if (!attributes.contains("\\noselect")) {
            subscribed.add(key(rawName));
        }
    }

    /** Returns the name, with INBOX case-insensitive (RFC 9051, 5.1). */
    private static String key(String rawName) {
        return rawName.equalsIgnoreCase("INBOX") ? "INBOX" : rawName;
    }
}
