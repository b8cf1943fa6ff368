// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.Set;

/**
 * One answer to LIST (RFC 9051, 7.3.1).
 *
 * @param rawName octets of the name as the server gave them (modified UTF-7, one char per octet): what SELECT takes
 * @param name decoded; equals {@code rawName} where that is not valid modified UTF-7
 * @param separator hierarchy separator, or 0 for a flat name
 * @param attributes lower case, with backslash: {@code \noselect}, {@code \haschildren}, roles of RFC 6154
 * @param subscribed as LSUB or RETURN (SUBSCRIBED) says
 * @param status counters, or {@code null} for a folder that cannot be selected
 */
public record ListedFolder(
        String rawName, String name, char separator, Set<String> attributes, boolean subscribed, FolderStatus status) {

    /** Can IMAP ask for it? A name without octets means something else to LIST and STATUS, and no string holds NUL, CR or LF in a line. */
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
