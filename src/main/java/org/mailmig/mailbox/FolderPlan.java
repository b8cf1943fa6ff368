package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.Row;
import org.mailmig.imap.ListedFolder;

/**
 * Which source folder goes to which target folder. A folder with a role goes to the target's folder of that role, whatever
 * either is called; its subfolders follow it; the rest keep their names. Two source folders never share a target.
 */
final class FolderPlan {
    /** Roles that a target may hold once, and that are carried (RFC 6154, 2). */
    static final Set<String> ROLES = Set.of("\\archive", "\\drafts", "\\junk", "\\sent", "\\trash");
    /** Views of messages that stand elsewhere too (RFC 6154, 2; RFC 8457). */
    private static final Set<String> VIEWS = Set.of("\\all", "\\flagged", "\\important");

    private final List<FolderPair> pairs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private final List<ListedFolder> source;
    private final Map<String, ListedFolder> targetByRaw = new HashMap<>();
    private final Map<String, ListedFolder> targetByRole = new HashMap<>();
    private final FolderNames names;
    private final Row row;

    private FolderPlan(Row row, List<ListedFolder> source, List<ListedFolder> target, FolderNames names) {
        this.row = row;
        this.source = source;
        this.names = names;
        for (ListedFolder folder : target) {
            targetByRaw.put(inboxFolded(folder.rawName()), folder);
            role(folder).ifPresent(role -> targetByRole.putIfAbsent(role, folder));
        }
    }

    static FolderPlan of(Row row, List<ListedFolder> source, List<ListedFolder> target, FolderNames names) {
        FolderPlan plan = new FolderPlan(row, source, target, names);
        plan.pair();
        return plan;
    }

    /** In the order in which folders can be created: parents first. */
    List<FolderPair> pairs() {
        return pairs;
    }

    /** Folders that are not copied, each with its reason. */
    List<String> leftOut() {
        return leftOut;
    }

    List<String> warnings() {
        return warnings;
    }

    private void pair() {
        List<ListedFolder> ordered = source.stream()
                .filter(this::isWanted)
                .sorted(Comparator.comparing((ListedFolder folder) -> !FolderNames.isInbox(folder.rawName()))
                        .thenComparing(folder -> role(folder).isEmpty())
                        .thenComparing(ListedFolder::rawName))
                .toList();
        Map<String, String> placed = new HashMap<>();
        Map<String, ListedFolder> taken = new HashMap<>();
        for (ListedFolder folder : ordered) {
            String raw = free(folder, place(folder, placed), taken);
            placed.put(folder.rawName(), raw);
            taken.put(inboxFolded(raw), folder);
            if (folder.selectable()) {
                ListedFolder there = targetByRaw.get(inboxFolded(raw));
                pairs.add(new FolderPair(
                        folder, raw, names.decode(raw), there, role(folder).orElse(null)));
            }
        }
        pairs.sort(Comparator.comparing(FolderPair::targetRaw));
    }

    private boolean isWanted(ListedFolder folder) {
        boolean included = row.folderInclude().stream().anyMatch(pattern -> matches(folder, pattern));
        if (row.folderExclude().stream().anyMatch(pattern -> matches(folder, pattern))) {
            leftOut.add(folder.name() + ": excluded by folder_exclude");
            return false;
        }
        for (String view : VIEWS) {
            if (folder.attributes().contains(view) && !included) {
                leftOut.add(folder.name() + ": shows messages of other folders (" + view + ")");
                return false;
            }
        }
        if (!row.folderInclude().isEmpty() && !included) {
            leftOut.add(folder.name() + ": not in folder_include");
            return false;
        }
        return true;
    }

    /** {@code *} matches everything, {@code %} everything but the separator (RFC 9051, 6.3.9); INBOX in any case. */
    static boolean matches(ListedFolder folder, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '%' -> regex.append("[^")
                        .append(java.util.regex.Pattern.quote("" + folder.separator()))
                        .append("]*");
                default -> regex.append(java.util.regex.Pattern.quote("" + c));
            }
        }
        int flags = FolderNames.isInbox(folder.rawName()) ? java.util.regex.Pattern.CASE_INSENSITIVE : 0;
        return java.util.regex.Pattern.compile(regex.toString(), flags | java.util.regex.Pattern.DOTALL)
                .matcher(folder.name())
                .matches();
    }

    private String place(ListedFolder folder, Map<String, String> placed) {
        if (row.targetFolder() != null) {
            return names.below(names.encode(row.targetFolder()), folder);
        }
        ListedFolder sameRole = role(folder).map(targetByRole::get).orElse(null);
        if (sameRole != null && !FolderNames.isInbox(folder.rawName())) {
            return sameRole.rawName();
        }
        String parent = names.sourceParent(folder);
        String placedParent = parent == null ? null : placed.get(parent);
        if (placedParent != null && !FolderNames.isInbox(parent)) {
            return names.child(placedParent, names.lastPart(folder));
        }
        return names.toTarget(folder);
    }

    /** The name itself, or one with a number where another source folder goes there already: folders never merge unasked. */
    private String free(ListedFolder folder, String raw, Map<String, ListedFolder> taken) {
        String free = raw;
        for (int number = 2; taken.containsKey(inboxFolded(free)) || takenByRole(folder, free); number++) {
            free = raw + "-" + number;
        }
        if (!free.equals(raw)) {
            warnings.add("folder " + folder.name() + " goes to " + names.decode(free) + ", since " + names.decode(raw)
                    + " is the target of another folder");
        }
        return free;
    }

    /** A folder without a role must not take the place of the one that has it at the source. */
    private boolean takenByRole(ListedFolder folder, String raw) {
        ListedFolder there = targetByRaw.get(inboxFolded(raw));
        if (there == null || role(folder).isPresent()) {
            return false;
        }
        String role = role(there).orElse(null);
        return role != null
                && source.stream()
                        .anyMatch(other -> role(other).filter(role::equals).isPresent());
    }

    static java.util.Optional<String> role(ListedFolder folder) {
        return folder.attributes().stream().filter(ROLES::contains).findFirst();
    }

    private static String inboxFolded(String raw) {
        return FolderNames.isInbox(raw) ? "INBOX" : raw;
    }
}
