// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.Set;

/**
 * One response to LIST (RFC 9051, 7.3.1).
 *
 * @param rawName bytes of the name as the server sent them (modified UTF-7, one char per byte): what SELECT takes
 * @param name decoded; equals {@code rawName} if that is not valid modified UTF-7
 * @param separator hierarchy separator, or 0 for a flat name
 * @param attributes lower case, with backslash: {@code \noselect}, {@code \haschildren}, special uses of RFC 6154
 * @param subscribed according to LSUB or RETURN (SUBSCRIBED)
 * @param status counters, or {@code null} for a folder that cannot be selected
 */
public record ListedFolder(
        String rawName, String name, char separator, Set<String> attributes, boolean subscribed, FolderStatus status) {

    /**
     * Returns whether IMAP can address it. An empty name means something else to LIST and STATUS, and no quoted string may contain NUL,
     * CR or LF.
     */
    public boolean addressable() {
        return isAddressable(rawName);
    }

    public static boolean isAddressable(String rawName) {
        return !rawName.isEmpty() && rawName.chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n');
    }

    public boolean selectable() {
        return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
    }
}
