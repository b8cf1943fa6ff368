// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

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

    public boolean selectable() {
        return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
    }
}
