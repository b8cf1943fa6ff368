// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * Translates folder names of the source into names of the target: personal prefix, separator, and characters that the target cannot
 * store, escaped as in {@link SafeName}. Takes and returns raw names.
 */
public final class FolderNames {
    /** Gmail's own parents of the folders with a special use. */
    static final List<String> GMAIL = List.of("[Gmail]", "[Google Mail]");

    /** Longest whole name, in raw bytes: Cyrus refuses 490 (including its own prefix), Dovecot more. */
    private static final int MOST_OCTETS = 440;

    private final End source;
    private final End target;
    private final OtherUsersNamespaces others;

    FolderNames(String sourcePrefix, char sourceSeparator, String targetPrefix, char targetSeparator) {
        this(new End(sourcePrefix, sourceSeparator), new End(targetPrefix, targetSeparator), List.of());
    }

    /** @param foreign namespaces of the target in which no folder may be created */
    public FolderNames(End source, End target, List<Namespace> foreign) {
        this.source = source;
        this.target = target;
        this.others = new OtherUsersNamespaces(foreign, target.prefix, target.separator);
    }

    /** How one side names its folders. */
    public record End(String prefix, char separator) {
        List<String> parts(ListedFolder folder) {
            char by = folder.separator() == 0 ? separator : folder.separator();
            return by == 0
                    ? List.of(folder.rawName())
                    : List.of(folder.rawName().split(Pattern.quote("" + by), -1));
        }

        /** Returns the levels of the folder's own name: a prefix such as {@code INBOX.} is the server's convention, not part of it. */
        List<String> own(ListedFolder folder) {
            List<String> parts = parts(folder);
            String bare = prefix.isEmpty() || separator == 0
                    ? prefix
                    : prefix.replaceFirst(Pattern.quote("" + separator) + "$", "");
            boolean prefixed =
                    !bare.isEmpty() && parts.size() > 1 && parts.get(0).equalsIgnoreCase(bare);
            return prefixed ? parts.subList(1, parts.size()) : parts;
        }

        /** Returns whether the folder is at a level where special uses are normal: the top, below INBOX, below Gmail's own folder. */
        boolean isFirstLevel(ListedFolder folder) {
            List<String> own = own(folder);
            return !isInbox(folder.rawName())
                    && (own.size() == 1 || own.size() == 2 && (isInbox(own.get(0)) || GMAIL.contains(own.get(0))));
        }

        /** Returns the last level of the name, decoded. */
        String lastPart(ListedFolder folder) {
            List<String> parts = parts(folder);
            return SafeName.readable(parts.get(parts.size() - 1));
        }
    }

    End source() {
        return source;
    }

    public End target() {
        return target;
    }

    /** Returns the namespaces of the target that belong to other users. */
    OtherUsersNamespaces others() {
        return others;
    }

    /** Returns whether the name is INBOX, case-insensitive (RFC 9051, 5.1). */
    public static boolean isInbox(String raw) {
        return raw.equalsIgnoreCase("INBOX");
    }

    /** Returns the name, with INBOX in capitals. */
    public static String inboxFolded(String raw) {
        return isInbox(raw) ? "INBOX" : raw;
    }

    String toTarget(ListedFolder folder, int strictness) {
        return isInbox(folder.rawName()) ? "INBOX" : path(source.own(folder), strictness);
    }

    /** Returns the folder's whole name as its owner reads it, with the target's separator and without escapes. */
    String plain(ListedFolder folder) {
        List<String> parts = source.own(folder).stream().map(SafeName::readable).toList();
        return key(String.join(target.separator == 0 ? "/" : "" + target.separator, parts));
    }

    /** Returns a first-level name of the target for a folder with a special use that Gmail keeps below one of its own. */
    String withoutGmail(ListedFolder folder, int strictness) {
        List<String> own = source.own(folder);
        return path(own.size() == 2 && GMAIL.contains(own.get(0)) ? own.subList(1, 2) : own, strictness);
    }

    /** Returns the raw name for a name of the target as its owner reads it: levels separated by its separator or by {@code /}. */
    String named(String name) {
        String levels = target.separator == 0 ? name : name.replace(target.separator, '/');
        List<String> parts = new ArrayList<>();
        for (String part : levels.split("/")) {
            if (!part.isEmpty()) {
                parts.add(SafeName.literal(part));
            }
        }
        return isInbox(name) ? "INBOX" : path(parts, 0);
    }

    /** Returns the name when the whole source tree goes below a target folder; INBOX is an ordinary folder there. */
    String below(String targetRoot, ListedFolder folder, int strictness) {
        String path = targetRoot;
        for (String part : source.own(folder)) {
            path = child(path, part, strictness);
        }
        return path;
    }

    String child(String targetParent, String part, int strictness) {
        return fitted(targetParent + target.separator, lower(part, strictness));
    }

    /** Returns the name of a level below another. Some servers, such as Cyrus, allow no INBOX there: once refused, it gets a number. */
    private String lower(String part, int strictness) {
        String safe = SafeName.of(part, target.separator, strictness);
        return strictness > 0 && isInbox(safe) ? safe + "-2" : safe;
    }

    /** Returns the raw name of the parent at the source, or {@code null}. */
    String sourceParent(ListedFolder folder) {
        int cut = folder.separator() == 0 ? -1 : folder.rawName().lastIndexOf(folder.separator());
        return cut <= 0 ? null : folder.rawName().substring(0, cut);
    }

    String lastPart(ListedFolder folder) {
        List<String> parts = source.parts(folder);
        return parts.get(parts.size() - 1);
    }

    public String decode(String raw) {
        return ModifiedUtf7.decode(raw);
    }

    /** Returns {@code raw} with {@code mark} appended. */
    String marked(String raw, String mark) {
        int cut = target.separator == 0 ? -1 : raw.lastIndexOf(target.separator);
        String last = SafeName.readable(raw.substring(cut + 1));
        return fitted(raw.substring(0, cut + 1), SafeName.shortened(ModifiedUtf7.encode(last), mark));
    }

    /**
     * Returns a key that is equal for names of the same folder: it ignores the case of INBOX, also with folders below it, because few
     * servers distinguish these by case.
     */
    String key(String targetRaw) {
        boolean below = targetRaw.length() > 5
                && target.separator != 0
                && targetRaw.charAt(5) == target.separator
                && isInbox(targetRaw.substring(0, 5));
        return below ? "INBOX" + targetRaw.substring(5) : isInbox(targetRaw) ? "INBOX" : targetRaw;
    }

    private String path(List<String> parts, int strictness) {
        if (target.separator == 0) {
            return fitted("", SafeName.of(String.join("/", parts), (char) 0, strictness));
        }
        String above = "";
        for (int i = 0; i < parts.size(); i++) {
            boolean inbox = i == 0 && parts.size() > 1 && isInbox(parts.get(i));
            String safe = inbox
                    ? "INBOX"
                    : i > 0 ? lower(parts.get(i), strictness) : SafeName.of(parts.get(i), target.separator, strictness);
            above = i < parts.size() - 1
                    ? above + safe + target.separator
                    : fitted(prefixed(above + safe, above), safe);
        }
        return above;
    }

    /** Returns the path before the last level, with the target's prefix added if it is missing. */
    private String prefixed(String path, String above) {
        boolean belowInbox = path.length() > 5
                && path.substring(0, 5).equalsIgnoreCase("INBOX")
                && path.charAt(5) == target.separator
                && target.prefix.equalsIgnoreCase("INBOX" + target.separator);
        return path.startsWith(target.prefix) || belowInbox ? above : target.prefix + above;
    }

    /** Shortens the last level if the whole name is too long. */
    private static String fitted(String above, String last) {
        int most = Math.max(SafeName.FEWEST_OCTETS, MOST_OCTETS - above.length());
        return above + (last.length() <= most ? last : SafeName.cut(last, most));
    }
}
