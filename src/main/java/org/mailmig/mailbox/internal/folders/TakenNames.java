// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.model.ListedFolder;

/** Target names that source folders have got, or that are their own. Two source folders never share a target. */
final class TakenNames {
    private final FolderNames names;
    private final Map<String, ListedFolder> taken = new HashMap<>();
    /** Source folders whose name is the target's own for them. */
    private final Map<String, List<ListedFolder>> claims = new HashMap<>();

    TakenNames(FolderNames names) {
        this.names = names;
    }

    /** The raw target name is the source folder's own. */
    void claim(ListedFolder folder, String raw) {
        claims.computeIfAbsent(names.key(raw), key -> new ArrayList<>()).add(folder);
    }

    /** Returns the source folders whose own name this is. */
    List<ListedFolder> claiming(String raw) {
        return claims.getOrDefault(names.key(raw), List.of());
    }

    /** The source folder goes to this raw target name, unless another went there first because the row says so. */
    void take(ListedFolder folder, String raw) {
        taken.putIfAbsent(names.key(raw), folder);
    }

    boolean isTakenByAnother(ListedFolder folder, String raw) {
        ListedFolder holder = taken.get(names.key(raw));
        return holder != null && holder != folder;
    }
}
