// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/**
 * What the source showed of a folder when the pass opened it.
 *
 * @param status its counters. UIDNEXT is only a hint: a listed message with a higher UID is copied as well.
 * @param messages ascending by UID; empty if the folder was not listed because nothing has changed
 * @param count number of messages
 */
public record SourceListing(FolderStatus status, List<MessageInfo> messages, long count) {
    /** Before the folder is opened. */
    static final SourceListing NONE = new SourceListing(null, List.of(), 0);

    public static SourceListing of(FolderStatus status, List<MessageInfo> messages) {
        return new SourceListing(status, messages, messages.size());
    }

    /** Returns the listing of a folder of which only the counters are known. */
    static SourceListing counted(FolderStatus status) {
        return new SourceListing(status, List.of(), status.messages());
    }

    public UidSet uids() {
        return MessageInfo.uids(messages);
    }

    /** Returns the UID of the last message, or 0. */
    public long lastUid() {
        return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).uid();
    }
}
