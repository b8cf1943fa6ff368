// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.QuotaLimit;

/**
 * Both sides' folders at one moment.
 *
 * @param limits the target's quota, where it was asked for and there is one
 * @param rolesFixed the target shows roles and cannot be told them: its configuration gives them by name
 */
public record FolderListings(
        List<ListedFolder> source,
        List<ListedFolder> target,
        FolderNames names,
        List<QuotaLimit> limits,
        boolean rolesFixed) {
    public FolderListings withTarget(List<ListedFolder> now) {
        return new FolderListings(source, now, names, limits, rolesFixed);
    }
}
