// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.imap.model.ListedFolder;

/**
 * Which folder of one side plays which role. What the server shows counts (RFC 6154); the usual names only where it shows no
 * folder of that role: a folder that somebody called "Junk E-mail" never displaces the one that is the junk folder. The order in
 * which a server lists its folders decides nothing.
 */
final class SpecialUse {
    private final Map<String, ListedFolder> byRole = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();
    /** All folders that show the role, the likeliest first: Debian's Dovecot gives {@code \Sent} to two. */
    private final Map<String, List<ListedFolder>> showing = new HashMap<>();

    private final boolean shown;

    SpecialUse(List<ListedFolder> folders, FolderNames.End end) {
        List<ListedFolder> sorted = new ArrayList<>(folders);
        sorted.sort(Comparator.comparing(ListedFolder::rawName));
        for (ListedFolder folder : sorted) {
            FolderPlan.role(folder).filter(role -> folder.selectable()).ifPresent(role -> showing.computeIfAbsent(
                            role, key -> new ArrayList<>())
                    .add(folder));
        }
        showing.forEach((role, all) -> {
            all.sort(Comparator.comparingInt(folder -> rank(end, folder, role)));
            byRole.put(role, all.get(0));
        });
        shown = !byRole.isEmpty();
        Map<String, Integer> ranks = new HashMap<>();
        Map<String, ListedFolder> likeliest = new HashMap<>();
        for (ListedFolder folder : sorted) {
            if (folder.selectable() && FolderPlan.role(folder).isEmpty() && end.isFirstLevel(folder)) {
                SpecialUseNames.meaning(end.lastPart(folder))
                        .filter(meaning -> !byRole.containsKey(meaning.role()))
                        .filter(meaning -> meaning.rank() < ranks.getOrDefault(meaning.role(), Integer.MAX_VALUE))
                        .ifPresent(meaning -> {
                            ranks.put(meaning.role(), meaning.rank());
                            likeliest.put(meaning.role(), folder);
                        });
            }
        }
        likeliest.forEach((role, folder) -> {
            byRole.put(role, folder);
            byName.put(folder.rawName(), role);
        });
    }

    private static int rank(FolderNames.End end, ListedFolder folder, String role) {
        return SpecialUseNames.meaning(end.lastPart(folder))
                .filter(meaning -> meaning.role().equals(role) && end.isFirstLevel(folder))
                .map(SpecialUseNames.Meaning::rank)
                .orElse(Integer.MAX_VALUE);
    }

    /** The source's Gmail keeps its archive in the folder of all messages, unless a folder of the usual name is there. */
    void takeUpGmailArchive(List<ListedFolder> folders) {
        folders.stream()
                .filter(folder -> GmailArchive.is(folder) && !byRole.containsKey("\\archive"))
                .findFirst()
                .ifPresent(folder -> {
                    byRole.put("\\archive", folder);
                    byName.put(folder.rawName(), "\\archive");
                });
    }

    /** The folder that plays the role, or {@code null}. */
    ListedFolder folder(String role) {
        return byRole.get(role);
    }

    /** All folders that show the role, the likeliest first. */
    List<ListedFolder> showing(String role) {
        return showing.getOrDefault(role, List.of());
    }

    /** The role of RFC 6154 that the folder plays, by what the server shows or by name. */
    Optional<String> of(ListedFolder folder) {
        return FolderPlan.role(folder)
                .filter(role -> byRole.get(role) == folder)
                .or(() -> Optional.ofNullable(byName.get(folder.rawName())));
    }

    /** The role that a copy of the folder is to be given: by name only where the server shows no roles at all. */
    Optional<String> given(ListedFolder folder) {
        return of(folder).filter(role -> !shown || FolderPlan.role(folder).isPresent());
    }
}
