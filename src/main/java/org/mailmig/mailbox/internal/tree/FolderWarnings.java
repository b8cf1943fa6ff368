// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Collects warnings so that the same warning about many folders is reported once: Courier gives its administrators rights on every
 * folder.
 */
final class FolderWarnings {
    private static final int MOST_NAMED = 20;
    private final Map<String, TreeSet<String>> folders = new LinkedHashMap<>();

    /** @param folder as {@code folder Sent} or {@code the mailbox} */
    void add(String folder, String what) {
        folders.computeIfAbsent(what, key -> new TreeSet<>()).add(folder);
    }

    /** Returns one sentence for each warning, with the folders that it concerns. */
    List<String> sentences() {
        return folders.entrySet().stream()
                .map(each -> subject(each.getValue()) + ": " + each.getKey())
                .toList();
    }

    private static String subject(TreeSet<String> names) {
        int more = names.size() - MOST_NAMED;
        return String.join(", ", names.stream().limit(MOST_NAMED).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}
