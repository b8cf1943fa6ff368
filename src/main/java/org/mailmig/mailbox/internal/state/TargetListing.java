// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.List;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;

/**
 * What the target showed of a folder when the pass opened it, before anything was copied.
 *
 * @param selected the folder as it was opened
 * @param messages ascending by UID; filled only if the folder may contain any
 * @param before the UIDs of the messages, including those that are not listed
 */
public record TargetListing(SelectedFolder selected, List<MessageInfo> messages, UidSet before) {
    /** Before the folder is opened. */
    static final TargetListing NONE = new TargetListing(null, List.of(), UidSet.empty());

    /** @param unlisted UIDs of messages that exist but are not listed */
    public static TargetListing of(SelectedFolder selected, List<MessageInfo> messages, UidSet unlisted) {
        return new TargetListing(selected, messages, MessageInfo.uids(messages).plus(unlisted));
    }

    /** Returns the listing without messages that were removed. */
    TargetListing without(UidSet removed) {
        return new TargetListing(
                selected,
                messages.stream()
                        .filter(message -> !removed.contains(message.uid()))
                        .toList(),
                before.minus(removed));
    }

    /** Returns the listing without its messages, which are no longer needed. */
    TargetListing withoutMessages() {
        return new TargetListing(selected, List.of(), before);
    }

    public UidSet uids() {
        return MessageInfo.uids(messages);
    }

    /** Returns the target's UIDNEXT; if the server does not report it, the UID after the last listed message. */
    public long uidNext() {
        long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).uid();
        return Math.max(selected.status().uidNext(), last + 1);
    }
}
