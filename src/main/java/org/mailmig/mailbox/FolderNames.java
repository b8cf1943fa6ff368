package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.ListedFolder;
import org.mailmig.imap.ModifiedUtf7;

/**
 * Folder names of one server in terms of the other: personal prefix, separator, and characters that the target's separator
 * forbids, written {@code =XX} (hexadecimal), which can be read back. Works on raw names: neither separators nor {@code =}
 * occur inside the base64 of modified UTF-7.
 */
final class FolderNames {
    private final String sourcePrefix;
    private final char sourceSeparator;
    private final String targetPrefix;
    private final char targetSeparator;

    FolderNames(String sourcePrefix, char sourceSeparator, String targetPrefix, char targetSeparator) {
        this.sourcePrefix = sourcePrefix;
        this.sourceSeparator = sourceSeparator;
        this.targetPrefix = targetPrefix;
        this.targetSeparator = targetSeparator;
    }

    /** INBOX in any case (RFC 9051, 5.1). */
    static boolean isInbox(String raw) {
        return raw.equalsIgnoreCase("INBOX");
    }

    String toTarget(ListedFolder folder) {
        if (isInbox(folder.rawName())) {
            return "INBOX";
        }
        return join(withoutPrefix(parts(folder)));
    }

    /** The whole source tree below a target folder; INBOX is one folder among the others there. */
    String below(String targetRoot, ListedFolder folder) {
        List<String> parts = new ArrayList<>(withoutPrefix(parts(folder)));
        if (parts.isEmpty()) {
            parts.add("INBOX");
        }
        String path = targetRoot;
        for (String part : parts) {
            path = child(path, part);
        }
        return withTargetPrefix(path);
    }

    String child(String targetParent, String part) {
        return targetParent + targetSeparator + escaped(part);
    }

    /** Raw name of the parent at the source, or {@code null}. */
    String sourceParent(ListedFolder folder) {
        int cut = folder.separator() == 0 ? -1 : folder.rawName().lastIndexOf(folder.separator());
        return cut <= 0 ? null : folder.rawName().substring(0, cut);
    }

    String lastPart(ListedFolder folder) {
        List<String> parts = parts(folder);
        return parts.get(parts.size() - 1);
    }

    char sourceSeparator() {
        return sourceSeparator;
    }

    String sourcePrefix() {
        return sourcePrefix;
    }

    String encode(String name) {
        return ModifiedUtf7.encode(name);
    }

    String decode(String raw) {
        return ModifiedUtf7.decode(raw);
    }

    private List<String> parts(ListedFolder folder) {
        char separator = folder.separator() == 0 ? sourceSeparator : folder.separator();
        if (separator == 0) {
            return List.of(folder.rawName());
        }
        return Arrays.asList(folder.rawName().split(Pattern.quote("" + separator), -1));
    }

    /** A prefix such as {@code INBOX.} is the server's custom, not part of the folder's name. */
    private List<String> withoutPrefix(List<String> parts) {
        String prefix = sourcePrefix.isEmpty() || sourceSeparator == 0
                ? sourcePrefix
                : sourcePrefix.replaceFirst(Pattern.quote("" + sourceSeparator) + "$", "");
        boolean prefixed = !prefix.isEmpty() && parts.size() > 1 && parts.get(0).equalsIgnoreCase(prefix);
        return prefixed ? parts.subList(1, parts.size()) : parts;
    }

    private String join(List<String> parts) {
        if (targetSeparator == 0) {
            return escaped(String.join("/", parts));
        }
        List<String> escaped = parts.stream().map(this::escaped).toList();
        return withTargetPrefix(String.join("" + targetSeparator, escaped));
    }

    private String withTargetPrefix(String path) {
        boolean belowInbox = path.length() > 5
                && path.substring(0, 5).equalsIgnoreCase("INBOX")
                && path.charAt(5) == targetSeparator
                && targetPrefix.equalsIgnoreCase("INBOX" + targetSeparator);
        return path.startsWith(targetPrefix) || belowInbox ? path : targetPrefix + path;
    }

    private String escaped(String part) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            boolean looksEscaped = c == '=' && part.substring(i).matches("=[0-9A-F]{2}.*");
            boolean forbidden = c == targetSeparator && c != 0
                    || c == '/'
                    || c < ' '
                    || i == 0 && c == '~'
                    || part.equals(".")
                    || part.equals("..");
            if (forbidden || looksEscaped) {
                out.append(String.format("=%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.isEmpty() ? "=00" : out.toString();
    }
}
