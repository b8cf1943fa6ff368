// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * Folder names of one server in terms of the other: personal prefix, separator, and what the target cannot hold, written as
 * {@link SafeName} says. Takes and gives raw names.
 */
public final class FolderNames {
    /** Folders of Gmail's own that hold those with a role. */
    static final List<String> GMAIL = List.of("[Gmail]", "[Google Mail]");

    /** Longest whole name, in raw octets: Cyrus refuses 490 (with what it puts before), Dovecot more. */
    private static final int MOST_OCTETS = 440;

    private final End source;
    private final End target;
    private final OtherUsersNamespaces others;

    FolderNames(String sourcePrefix, char sourceSeparator, String targetPrefix, char targetSeparator) {
        this(new End(sourcePrefix, sourceSeparator), new End(targetPrefix, targetSeparator), List.of());
    }

    /** @param foreign namespaces of the target in which no folder may be made */
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

        /** A prefix such as {@code INBOX.} is the server's custom, not part of the folder's name. */
        List<String> own(ListedFolder folder) {
            List<String> parts = parts(folder);
            String bare = prefix.isEmpty() || separator == 0
                    ? prefix
                    : prefix.replaceFirst(Pattern.quote("" + separator) + "$", "");
            boolean prefixed =
                    !bare.isEmpty() && parts.size() > 1 && parts.get(0).equalsIgnoreCase(bare);
            return prefixed ? parts.subList(1, parts.size()) : parts;
        }

        /** Where roles are at home: the top, below INBOX, below Gmail's own folder. */
        boolean isFirstLevel(ListedFolder folder) {
            List<String> own = own(folder);
            return !isInbox(folder.rawName())
                    && (own.size() == 1 || own.size() == 2 && (isInbox(own.get(0)) || GMAIL.contains(own.get(0))));
        }

        /** Decoded, without those above. */
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

    /** Which names of the target belong to others. */
    OtherUsersNamespaces others() {
        return others;
    }

    /** INBOX in any case (RFC 9051, 5.1). */
    public static boolean isInbox(String raw) {
        return raw.equalsIgnoreCase("INBOX");
    }

    /** The name, INBOX in capitals. */
    public static String inboxFolded(String raw) {
        return isInbox(raw) ? "INBOX" : raw;
    }

    String toTarget(ListedFolder folder, int strictness) {
        return isInbox(folder.rawName()) ? "INBOX" : path(source.own(folder), strictness);
    }

    /** The folder's whole name as its owner reads it, with the target's separator and nothing escaped. */
    String plain(ListedFolder folder) {
        List<String> parts = source.own(folder).stream().map(SafeName::readable).toList();
        return key(String.join(target.separator == 0 ? "/" : "" + target.separator, parts));
    }

    /** A first-level name of the target for a folder with a role that Gmail keeps below one of its own. */
    String withoutGmail(ListedFolder folder, int strictness) {
        List<String> own = source.own(folder);
        return path(own.size() == 2 && GMAIL.contains(own.get(0)) ? own.subList(1, 2) : own, strictness);
    }

    /** A name of the target as its owner reads it: levels parted by its separator or by {@code /}. */
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

    /** The whole source tree below a target folder; INBOX is one folder among the others there. */
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

    /** A level below another. Some servers, such as Cyrus, have no INBOX there: once refused, it gets a number. */
    private String lower(String part, int strictness) {
        String safe = SafeName.of(part, target.separator, strictness);
        return strictness > 0 && isInbox(safe) ? safe + "-2" : safe;
    }

    /** Raw name of the parent at the source, or {@code null}. */
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

    /** {@code raw} with a mark at its end. */
    String marked(String raw, String mark) {
        int cut = target.separator == 0 ? -1 : raw.lastIndexOf(target.separator);
        String last = SafeName.readable(raw.substring(cut + 1));
        return fitted(raw.substring(0, cut + 1), SafeName.shortened(ModifiedUtf7.encode(last), mark));
    }

    /** What is equal in both is the same folder: INBOX in any case, also with folders below it, which few servers keep apart by case. */
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

    /** What stands before the last part, with the target's prefix where that is missing. */
    private String prefixed(String path, String above) {
        boolean belowInbox = path.length() > 5
                && path.substring(0, 5).equalsIgnoreCase("INBOX")
                && path.charAt(5) == target.separator
                && target.prefix.equalsIgnoreCase("INBOX" + target.separator);
        return path.startsWith(target.prefix) || belowInbox ? above : target.prefix + above;
    }

    /** Long trees: the last part gives way. */
    private static String fitted(String above, String last) {
        int most = Math.max(SafeName.FEWEST_OCTETS, MOST_OCTETS - above.length());
        return above + (last.length() <= most ? last : SafeName.cut(last, most));
    }
}
