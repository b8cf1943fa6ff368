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
    /** Returns the number of messages that the source counted when it listed its folders; 0 if it did not. */
    public long messagesAtSource() {
        return source.status() == null ? 0 : source.status().messages();
    }

    @Override
    public String toString() {
        return source.name();
    }
}
