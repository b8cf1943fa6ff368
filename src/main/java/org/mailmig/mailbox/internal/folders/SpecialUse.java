// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.model.ListedFolder;

/**
 * Decides which folder of one side has which special use. What the server lists decides (RFC 6154); usual names are used only if it
 * lists no folder with that special use: a folder that a user called "Junk E-mail" never replaces the actual junk folder. The result
 * does not depend on the order in which a server lists its folders.
 */
public final class SpecialUse {
    /** Special uses that a target may have once, and that are copied (RFC 6154, 2). */
    static final Set<String> ROLES = Set.of("\\archive", "\\drafts", "\\junk", "\\sent", "\\trash");

    private final Map<String, ListedFolder> byRole = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();
    /** All folders listed with the special use, the likeliest first: Debian's Dovecot gives {@code \Sent} to two. */
    private final Map<String, List<ListedFolder>> showing = new HashMap<>();

    private final boolean shown;

    SpecialUse(List<ListedFolder> folders, FolderNames.End end) {
        List<ListedFolder> sorted = new ArrayList<>(folders);
        sorted.sort(Comparator.comparing(ListedFolder::rawName));
        for (ListedFolder folder : sorted) {
            SpecialUse.role(folder).filter(role -> folder.selectable()).ifPresent(role -> showing.computeIfAbsent(
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
            if (folder.selectable() && SpecialUse.role(folder).isEmpty() && end.isFirstLevel(folder)) {
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

    /** Treats the source's Gmail folder of all messages as its archive, unless there is a folder of the usual name. */
    void takeUpGmailArchive(List<ListedFolder> folders) {
        folders.stream()
                .filter(folder -> GmailArchive.is(folder) && !byRole.containsKey("\\archive"))
                .findFirst()
                .ifPresent(folder -> {
                    byRole.put("\\archive", folder);
                    byName.put(folder.rawName(), "\\archive");
                });
    }

    /** Returns the folder with the special use, or {@code null}. */
    ListedFolder folder(String role) {
        return byRole.get(role);
    }

    /** Returns all folders listed with the special use, the likeliest first. */
    List<ListedFolder> showing(String role) {
        return showing.getOrDefault(role, List.of());
    }

    /** Returns the folder's special use of RFC 6154, as the server lists it or by name. */
    Optional<String> of(ListedFolder folder) {
        return SpecialUse.role(folder)
                .filter(role -> byRole.get(role) == folder)
                .or(() -> Optional.ofNullable(byName.get(folder.rawName())));
    }

    /** Returns the special use that a copy of the folder gets: by name only if the server lists no special uses at all. */
    Optional<String> given(ListedFolder folder) {
        return of(folder).filter(role -> !shown || SpecialUse.role(folder).isPresent());
    }

    /** Returns the special use that the server lists for the folder, if it is one of those that are copied. */
    public static Optional<String> role(ListedFolder folder) {
        return folder.attributes().stream().filter(ROLES::contains).sorted().findFirst();
    }
}
