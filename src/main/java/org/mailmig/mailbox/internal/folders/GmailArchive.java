// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.UidSet;

/**
 * Gmail's folder of all messages. Archived messages have no label and are in no other folder: these are copied; the others are copied
 * with the folders of their labels (Gmail IMAP Extensions, X-GM-LABELS).
 */
public final class GmailArchive {
    /** Labels that are folders by their special use. */
    private static final Map<String, String> BY_ROLE = Map.of(
            "\\sent", "\\sent",
            "\\draft", "\\drafts",
            "\\drafts", "\\drafts",
            "\\junk", "\\junk",
            "\\spam", "\\junk",
            "\\trash", "\\trash");

    private final Set<String> folders = new HashSet<>();

    /** @param source all folders of the source, including those not copied: what the row excludes is excluded here as well */
    public GmailArchive(List<ListedFolder> source) {
        for (ListedFolder folder : source) {
            if (folder.selectable() && folder.attributes().stream().noneMatch(FolderSelection.VIEWS::contains)) {
                folders.add(FolderNames.isInbox(folder.rawName()) ? "\\inbox" : folder.rawName());
                folders.addAll(folder.attributes());
            }
        }
    }

    static boolean is(ListedFolder folder) {
        List<String> parts = List.of(folder.rawName().split(Pattern.quote("" + folder.separator()), -1));
        return folder.attributes().contains("\\all") && parts.size() == 2 && FolderNames.GMAIL.contains(parts.get(0));
    }

    /** Returns whether this server reports the labels of its messages. */
    public static boolean reportsLabels(ReadOnlyConnection connection) {
        return connection.offers("X-GM-EXT-1");
    }

    /** Returns those of these messages of the selected view that other folders contain. */
    public UidSet elsewhere(ReadOnlyConnection connection, UidSet uids) throws IOException {
        if (uids.isEmpty() || !reportsLabels(connection)) {
            return uids; // then it is a view like any other
        }
        List<Long> elsewhere = new ArrayList<>();
        connection.fetchLabels(uids, (uid, labels) -> {
            if (labels.stream().anyMatch(this::isFolder)) {
                elsewhere.add(uid);
            }
        });
        return UidSet.of(elsewhere);
    }

    /** Returns whether the label is a folder. Stars, importance, and labels that their owner hides from IMAP are not. */
    private boolean isFolder(String label) {
        String system = label.toLowerCase(Locale.ROOT);
        return folders.contains(label) || folders.contains(BY_ROLE.getOrDefault(system, system));
    }
}
