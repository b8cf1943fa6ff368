// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import java.util.Set;
import org.mailmig.ControlRow;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.text.FolderPattern;

/** Selects the source folders to copy: those that the row includes, and no views unless included by name. */
public final class FolderSelection {
    /** Views of messages that are also in other folders (RFC 6154, 2; RFC 8457). */
    static final Set<String> VIEWS = Set.of("\\all", "\\flagged", "\\important");

    /** Our own attribute of folders that show messages of other folders but are not marked so in LIST. */
    static final String VIEW = "\\x-mailmig-view";

    private final ControlRow row;

    public FolderSelection(ControlRow row) {
        this.row = row;
    }

    /** @param leftOut receives the reason if the folder is not copied */
    boolean is(ListedFolder folder, List<String> leftOut) {
        boolean included = row.folderInclude().stream().anyMatch(pattern -> matches(folder, pattern));
        if (row.folderExclude().stream().anyMatch(pattern -> matches(folder, pattern))) {
            leftOut.add(folder.name() + ": excluded by folder_exclude");
            return false;
        }
        for (String view : VIEWS) {
            if (folder.attributes().contains(view) && !included && !GmailArchive.is(folder)) {
                leftOut.add(folder.name() + ": shows messages of other folders (" + view + ")");
                return false;
            }
        }
        if (folder.attributes().contains(VIEW) && !included) {
            leftOut.add(
                    folder.name() + ": shows messages of other folders (a virtual folder); folder_include copies it");
            return false;
        }
        if (!row.folderInclude().isEmpty() && !included) {
            leftOut.add(folder.name() + ": not in folder_include");
            return false;
        }
        return true;
    }

    /**
     * Returns whether only messages that are in no other folder are copied from this view; all are copied if the row includes it by
     * name.
     */
    public boolean isArchive(ListedFolder folder) {
        return GmailArchive.is(folder) && row.folderInclude().stream().noneMatch(pattern -> matches(folder, pattern));
    }

    static boolean matches(ListedFolder folder, String pattern) {
        return FolderPattern.matches(pattern, folder.name(), folder.separator());
    }
}
