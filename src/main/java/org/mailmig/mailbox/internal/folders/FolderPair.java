// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import org.mailmig.imap.model.ListedFolder;

/**
 * A source folder and where it goes.
 *
 * @param source as listed
 * @param targetRaw raw name at the target
 * @param targetName decoded name at the target
 * @param target as listed, or {@code null} if it has to be created
 * @param role special use of RFC 6154 in lower case, or {@code null}
 */
public record FolderPair(ListedFolder source, String targetRaw, String targetName, ListedFolder target, String role) {
    @Override
    public String toString() {
        return source.name();
    }
}
