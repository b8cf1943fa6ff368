// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * Finds the target folder of a folder named in a script. Scripts write names in UTF-8 (RFC 5228, 4.1); some servers and editors write
 * modified UTF-7, omit the personal prefix, prepend INBOX, or use the other separator: such a name is resolved if only one folder can
 * be meant.
 */
public final class ScriptFolders {
    private final Map<String, FolderPair> bySource = new HashMap<>();
    private final Map<String, FolderPair> byRaw = new HashMap<>();
    private final FolderNames names;
    private final List<FolderPair> pairs;

    public ScriptFolders(List<FolderPair> pairs, FolderNames names) {
        this.pairs = pairs;
        this.names = names;
        for (FolderPair pair : pairs) {
            bySource.put(inboxFolded(pair.source().name()), pair);
            byRaw.put(pair.source().rawName(), pair);
        }
    }

    public List<FolderPair> pairs() {
        return pairs;
    }

    /** Returns the pair of the folder that {@code name} means, if it is copied. */
    public Optional<FolderPair> find(String name) {
        return spellings(name).stream()
                .map(spelling -> bySource.get(inboxFolded(spelling)))
                .filter(pair -> pair != null)
                .findFirst();
    }

    private Set<String> spellings(String name) {
        char separator = names.source().separator();
        Set<String> spellings = new LinkedHashSet<>(List.of(name, ModifiedUtf7.decode(name)));
        for (String spelling : List.copyOf(spellings)) {
            boolean belowInbox = spelling.regionMatches(true, 0, "INBOX" + separator, 0, 6);
            String bare = belowInbox ? spelling.substring(6) : spelling;
            spellings.add(names.source().prefix() + bare);
            spellings.add(bare);
        }
        if (separator == '.' || separator == '/') {
            char other = separator == '.' ? '/' : '.';
            List.copyOf(spellings).forEach(spelling -> spellings.add(spelling.replace(other, separator)));
        }
        return spellings;
    }

    /**
     * Returns the target name that a folder which is not copied would have: from its nearest copied parent, then from the rules for
     * names.
     */
    public String made(String name) {
        return names.decode(names.others().avoid(madeRaw(ModifiedUtf7.encode(ModifiedUtf7.decode(name)))));
    }

    private String madeRaw(String raw) {
        ListedFolder folder =
                new ListedFolder(raw, names.decode(raw), names.source().separator(), Set.of(), false, null);
        String parent = names.sourceParent(folder);
        FolderPair placed = parent == null || FolderNames.isInbox(parent) ? null : byRaw.get(parent);
        if (placed != null) {
            return names.child(placed.targetRaw(), names.lastPart(folder), 0);
        }
        if (parent == null || FolderNames.isInbox(parent)) {
            return names.toTarget(folder, 0);
        }
        return names.child(madeRaw(parent), names.lastPart(folder), 0);
    }

    private static String inboxFolded(String name) {
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }
}
