// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.FolderStatus;
import org.mailmig.imap.ListedFolder;
import org.mailmig.imap.ModifiedUtf7;
import org.mailmig.imap.Namespace;
import org.mailmig.imap.ReadOnlyConnection;

/**
 * Folders in which a source shows messages of other folders, and which LIST does not mark: those of Dovecot's virtual plugin, in a
 * namespace of their own. Dovecot says by X-MAILBOX where a message really is; where a server says nothing, the usual name of such
 * a namespace counts. Another namespace of the user's own may be a second store, whose mail is nowhere else.
 */
final class VirtualFolders {
    private static final String USUAL = "virtual";

    private VirtualFolders() {}

    /** The folders, such views with {@link Wanted#VIEW} among their attributes. */
    static List<ListedFolder> marked(ReadOnlyConnection source, List<ListedFolder> folders) throws IOException {
        List<Namespace> further = source.furtherNamespaces();
        Set<String> views = new HashSet<>();
        for (ListedFolder folder : folders) {
            boolean apart = further.stream().anyMatch(namespace -> namespace.holds(folder.rawName()));
            boolean usual = isUsual(folder);
            if ((apart || usual)
                    && folder.selectable()
                    && folder.addressable()
                    && isView(source, folder, apart && usual)) {
                views.add(folder.rawName());
            }
        }
        return views.isEmpty()
                ? folders
                : folders.stream()
                        .map(folder -> views.contains(folder.rawName()) ? marked(folder) : folder)
                        .toList();
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

    /** @param untold what counts where the server does not say */
    private static boolean isView(ReadOnlyConnection source, ListedFolder folder, boolean untold) throws IOException {
        FolderStatus status = folder.status();
        boolean empty = status != null && status.messages() == 0;
        return empty
                ? untold
                : source.storedIn(folder.rawName())
                        .map(holder -> !ModifiedUtf7.decode(holder).equals(folder.name())
                                && !holder.equalsIgnoreCase(folder.rawName()))
                        .orElse(untold);
    }

    private static ListedFolder marked(ListedFolder folder) {
        Set<String> attributes = new HashSet<>(folder.attributes());
        attributes.add(Wanted.VIEW);
        return new ListedFolder(
                folder.rawName(), folder.name(), folder.separator(), attributes, folder.subscribed(), folder.status());
    }
}
