// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mailmig.world.Snapshot.Folder;
import org.mailmig.world.Snapshot.Message;

/** Compares two mailboxes and describes the differences. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    static List<String> between(Snapshot original, Snapshot copy) {
        Differences differences = new Differences();
        TreeSet<String> names = new TreeSet<>(original.folders().keySet());
        names.addAll(copy.folders().keySet());
        for (String name : names) {
            Folder here = original.folders().get(name);
            Folder there = copy.folders().get(name);
            if (here == null || there == null) {
                Folder only = here == null ? there : here;
                differences.found.add(name + ": folder is only in the " + (here == null ? "copy" : "original")
                        + ", with " + only.messages().size() + " messages");
            } else {
                differences.folder(name, here, there);
            }
        }
        return List.copyOf(differences.found);
    }

    private void folder(String name, Folder original, Folder copy) {
        if (original.subscribed() != copy.subscribed()) {
            found.add(name + ": subscribed is " + original.subscribed() + " in the original, " + copy.subscribed()
                    + " in the copy");
        }
        if (!original.role().equals(copy.role())) {
            found.add(name + ": role is " + original.role() + " in the original, " + copy.role() + " in the copy");
        }
        Map<String, Deque<Message>> unmatched = new LinkedHashMap<>();
        copy.messages().forEach(each -> queue(unmatched, key(each)).add(each));
        List<Message> missing = new ArrayList<>();
        for (Message message : original.messages()) {
            if (queue(unmatched, key(message)).poll() == null) {
                missing.add(message);
            }
        }
        List<Message> surplus = new ArrayList<>();
        unmatched.values().forEach(surplus::addAll);
        for (Message message : missing) {
            Message altered = surplus.stream()
                    .filter(each -> each.sha256().equals(message.sha256()))
                    .findFirst()
                    .orElse(null);
            surplus.remove(altered);
            found.add(name + ": " + message + (altered == null ? " is missing in the copy" : " became " + altered));
        }
        surplus.forEach(each -> found.add(name + ": " + each + " is too much in the copy"));
    }

    private static Deque<Message> queue(Map<String, Deque<Message>> unmatched, String key) {
        return unmatched.computeIfAbsent(key, each -> new ArrayDeque<>());
    }

    private static String key(Message message) {
        return message.sha256() + message.flags() + message.date();
    }
}
