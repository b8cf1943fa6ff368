// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.StoredIn;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * Finds source folders that show messages of other folders and that LIST does not mark: those of Dovecot's virtual plugin, in a
 * namespace of their own. Dovecot reports in X-MAILBOX where a message really is; with a server that reports nothing, the usual name of
 * such a namespace decides. Another namespace of the user may be a second store, whose mail is in no other place. Each folder is
 * queried once, and only one folder of a second store. Safe for any number of threads.
 */
public final class VirtualFolders {
    private static final String USUAL = "virtual";
    /** After this many consecutive folders with messages whose X-MAILBOX the server does not report, it is taken to never report it. */
    private static final int SILENT_IS_ENOUGH = 2;

    /** The source's answers, by raw name. */
    private final Map<String, Boolean> known = new HashMap<>();
    /** Prefixes of namespaces of which one folder is known to contain its messages itself: a namespace is one store. */
    private final Set<String> stores = new HashSet<>();

    private int silent;

    /** Returns the folders; such views have {@link FolderSelection#VIEW} among their attributes. */
    public synchronized List<ListedFolder> marked(ReadOnlyConnection source, List<ListedFolder> folders)
            throws IOException {
        List<Namespace> further = source.furtherNamespaces();
        Set<String> views = new HashSet<>();
        for (ListedFolder folder : folders) {
            String apart = apart(source.personalNamespace(), further, folder.rawName());
            boolean usual = isUsual(folder);
            if ((apart != null || usual)
                    && !stores.contains(apart)
                    && folder.selectable()
                    && folder.addressable()
                    && isView(source, folder, apart, usual)) {
                views.add(folder.rawName());
            }
        }
        return views.isEmpty()
                ? folders
                : folders.stream()
                        .map(folder -> views.contains(folder.rawName()) ? marked(folder) : folder)
                        .toList();
    }

    /** Returns the prefix of the additional namespace that contains the folder; {@code null} for the first one. The longest decides. */
    private static String apart(Namespace first, List<Namespace> further, String rawName) {
        int own = first.holds(rawName) ? first.prefix().length() : -1;
        return further.stream()
                .filter(namespace -> namespace.holds(rawName))
                .map(Namespace::prefix)
                .filter(prefix -> prefix.length() > own)
                .max(Comparator.comparingInt(String::length))
                .orElse(null);
    }

    private static boolean isUsual(ListedFolder folder) {
        String raw = folder.rawName();
        for (String level : raw.split(java.util.regex.Pattern.quote("" + folder.separator()), 3)) {
            if (level.equalsIgnoreCase(USUAL)) {
                return true;
            }
            if (!FolderNames.isInbox(level)) {
                return false;
            }
        }
        return false;
    }

    /** @param apart prefix of the additional namespace that contains it; {@code null} if it is in the first one */
    private boolean isView(ReadOnlyConnection source, ListedFolder folder, String apart, boolean usual)
            throws IOException {
        String raw = folder.rawName();
        if (known.containsKey(raw)) {
            return known.get(raw);
        }
        boolean byName = apart != null && usual;
        FolderStatus status = folder.status();
        if (status != null && status.messages() == 0) {
            return byName;
        }
        StoredIn holder = silent < SILENT_IS_ENOUGH ? source.storedIn(raw) : StoredIn.UNDECIDED;
        String name = holder.rawName();
        if (name != null) {
            silent = 0;
        } else if (!holder.undecided()) {
            silent++;
        }
        boolean view =
                name == null ? byName : !ModifiedUtf7.decode(name).equals(folder.name()) && !name.equalsIgnoreCase(raw);
        known.put(raw, view);
        if (name != null && !view && apart != null) {
            stores.add(apart);
        }
        return view;
    }

    private static ListedFolder marked(ListedFolder folder) {
        Set<String> attributes = new HashSet<>(folder.attributes());
        attributes.add(FolderSelection.VIEW);
        return new ListedFolder(
                folder.rawName(), folder.name(), folder.separator(), attributes, folder.subscribed(), folder.status());
    }
}
