// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.QuotaLimit;

/**
 * The folders of both sides at one moment.
 *
 * @param limits the target's quota, if it was queried and there is one
 * @param rolesFixed whether the target lists special uses that cannot be set: its configuration assigns them by name
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
