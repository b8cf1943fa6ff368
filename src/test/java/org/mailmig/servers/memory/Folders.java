// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The folders of the one mailbox, in the order in which they were made, and the server's rules for their names. Names are raw. */
final class Folders {
    private static final long FIRST_UID_VALIDITY = 1000;

    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final Set<String> subscribed = new TreeSet<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, String> views = new HashMap<>();
    private char separator = '/';
    private UnaryOperator<String> spelling = name -> name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    private boolean reversed;
    private boolean namesStayNames;
    private long nextUidValidity = FIRST_UID_VALIDITY;

    synchronized void separator(char other) {
        separator = other;
    }

    synchronized char separator() {
        return separator;
    }

    synchronized void spells(UnaryOperator<String> how) {
        spelling = how;
    }

    synchronized void reverse() {
        reversed = !reversed;
    }

    synchronized void namesStayNames() {
        namesStayNames = true;
    }

    synchronized void role(String name, String role) {
        roles.put(name, role);
    }

    synchronized boolean hasRoles() {
        return !roles.isEmpty();
    }

    synchronized String role(String name) {
        return roles.getOrDefault(name, "");
    }

    synchronized void view(String name, String other) {
        make(name);
        views.put(name, other);
    }

    synchronized boolean hasViews() {
        return !views.isEmpty();
    }

    /** The folder in which this one's messages are stored. */
    synchronized String storedIn(String name) {
        return views.getOrDefault(name, name);
    }

    /** What the server makes of a name. */
    synchronized String spelled(String name) {
        return spelling.apply(name);
    }

    /** In the order of LIST. */
    synchronized List<String> names() {
        List<String> names = new ArrayList<>(folders.keySet());
        if (reversed) {
            Collections.reverse(names);
        }
        return names;
    }

    /** A folder or a name above others; {@code null} if there is neither. */
    synchronized Folder get(String name) {
        return folders.get(spelled(name));
    }

    /** {@code null} if the name is none of a folder that can be selected. */
    synchronized Folder selectable(String name) {
        Folder folder = get(name);
        return folder == null || !folder.isSelectable() ? null : folder;
    }

    synchronized Folder make(String name) {
        Folder folder = folders.computeIfAbsent(spelled(name), key -> new Folder(nextUidValidity++));
        folder.setSelectable(true);
        return folder;
    }

    synchronized void makeName(String name) {
        make(name).setSelectable(false);
    }

    /** Answers CREATE: the names above the folder become names that cannot be selected. */
    synchronized String create(String asked) {
        String name = spelled(asked);
        Folder existing = folders.get(name);
        if (existing != null && existing.isSelectable()) {
            return "NO [ALREADYEXISTS] it exists";
        }
        if (existing != null && namesStayNames) {
            return "NO CREATE failed. Mailbox already exists.";
        }
        make(name);
        for (int cut = name.lastIndexOf(separator); cut > 0; cut = name.lastIndexOf(separator, cut - 1)) {
            String above = name.substring(0, cut);
            if (get(above) == null) {
                makeName(above);
            }
        }
        return "OK created";
    }

    synchronized String delete(String name) {
        return folders.remove(spelled(name)) == null ? "NO [NONEXISTENT] no such folder" : "OK deleted";
    }

    synchronized void subscribe(String name) {
        subscribed.add(spelled(name));
    }

    synchronized boolean unsubscribe(String name) {
        return subscribed.remove(spelled(name));
    }

    synchronized List<String> subscribed() {
        return List.copyOf(subscribed);
    }

    /** Those that can be selected, by name. */
    synchronized Map<String, Folder> all() {
        Map<String, Folder> all = new TreeMap<>();
        folders.forEach((name, folder) -> {
            if (folder.isSelectable()) {
                all.put(name, folder);
            }
        });
        return all;
    }
}
