// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All that a user can see of a mailbox at one moment: every folder, every message with the SHA-256 of its bytes.
 *
 * @param separator the hierarchy separator
 * @param folders by decoded name
 */
public record Snapshot(char separator, SortedMap<String, Folder> folders) {
    /**
     * A name in the hierarchy with what is in it.
     *
     * @param selectable false for a name that only has children
     * @param role SPECIAL-USE attribute (RFC 6154); empty where there is none
     * @param messages in the folder's order
     */
    public record Folder(
            boolean selectable,
            boolean subscribed,
            String role,
            long uidValidity,
            long uidNext,
            List<Message> messages) {}

    /**
     * A message in a folder.
     *
     * @param flags without {@code \Recent}, which belongs to a session
     */
    public record Message(long uid, Set<String> flags, Instant date, long size, String sha256, String subject) {
        @Override
        public String toString() {
            return "UID " + uid + " (" + size + " bytes, " + date + ", " + flags + ", \"" + subject + "\")";
        }
    }

    /** The messages of a folder that exists. */
    public List<Message> messages(String folder) {
        Folder found = folders.get(folder);
        if (found == null) {
            throw new AssertionError("No folder " + folder + " among " + folders.keySet());
        }
        return found.messages();
    }

    public int count() {
        return folders.values().stream()
                .mapToInt(each -> each.messages().size())
                .sum();
    }

    public Set<String> subscriptions() {
        return folders.entrySet().stream()
                .filter(each -> each.getValue().subscribed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same with other folder names: what a snapshot of a server with other names is compared with. */
    public Snapshot named(UnaryOperator<String> name) {
        TreeMap<String, Folder> renamed = new TreeMap<>();
        folders.forEach((old, folder) -> renamed.put(name.apply(old), folder));
        return new Snapshot(separator, renamed);
    }

    /** The same without empty folders and names that only have children. */
    public Snapshot filled() {
        TreeMap<String, Folder> kept = new TreeMap<>(folders);
        kept.values().removeIf(folder -> folder.messages().isEmpty());
        return new Snapshot(separator, kept);
    }

    /**
     * What a copy of this mailbox lacks, has too much or has otherwise: folders by name, messages as multisets of octets
     * with flags and date. UIDs are not compared. Empty if all is there once.
     */
    public List<String> differences(Snapshot copy) {
        return Differences.between(this, copy);
    }
}
