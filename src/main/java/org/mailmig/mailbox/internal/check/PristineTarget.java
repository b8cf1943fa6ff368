// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.List;
import java.util.Set;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.folders.SpecialUse;
import org.mailmig.text.Plural;

/** Decides whether a target has never been used: it has no message and never had one, and only the folders of a new mailbox. */
final class PristineTarget {
    private PristineTarget() {}

    /** Returns what shows that the target is in use, for the report; empty for an untouched one. */
    static List<String> traces(List<ListedFolder> target, Set<String> ownFolders) {
        return target.stream()
                .filter(ListedFolder::selectable)
                .map(folder -> trace(folder, ownFolders))
                .filter(trace -> trace != null)
                .toList();
    }

    /** Returns whether the only traces are folders, none of which ever had a message. */
    static boolean isByFolders(List<ListedFolder> target, Set<String> ownFolders) {
        return target.stream()
                .filter(ListedFolder::selectable)
                .noneMatch(folder -> trace(folder, ownFolders) != null
                        && (folder.status() == null
                                || folder.status().messages() > 0
                                || folder.status().uidNext() > 1));
    }

    /** Returns the unused folders that are traces only because they exist. */
    static List<String> emptyFolders(List<ListedFolder> target) {
        return target.stream()
                .filter(ListedFolder::selectable)
                .filter(folder -> folder.status() != null
                        && folder.status().messages() == 0
                        && folder.status().uidNext() <= 1
                        && !isExpected(folder, Set.of()))
                .map(ListedFolder::name)
                .toList();
    }

    private static boolean isExpected(ListedFolder folder, Set<String> ownFolders) {
        return FolderNames.isInbox(folder.rawName())
                || SpecialUse.role(folder).isPresent()
                || ownFolders.contains(folder.name());
    }

    private static String trace(ListedFolder folder, Set<String> ownFolders) {
        FolderStatus status = folder.status();
        if (status == null) {
            return "folder " + folder.name() + " cannot be read";
        }
        if (status.messages() > 0) {
            return "folder " + folder.name() + " holds " + Plural.of(status.messages(), "message", "messages");
        }
        if (status.uidNext() > 1) {
            return "folder " + folder.name() + " held messages before (UIDNEXT " + status.uidNext() + ")";
        }
        return isExpected(folder, ownFolders) ? null : "folder " + folder.name() + " exists";
    }
}
