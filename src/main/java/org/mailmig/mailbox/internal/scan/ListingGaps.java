// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scan;

import org.mailmig.imap.model.FolderStatus;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.message.WholeListing;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/** Reports what the servers did not show of an opened folder: messages that cannot be listed, and a missing UIDVALIDITY. */
final class ListingGaps {
    private final StepContext work;
    private final FolderCopyState folder;

    ListingGaps(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    void report(WholeListing source, WholeListing target) {
        if (source.missing() > 0) {
            folder.notCopied().unlist(source.missing(), source.unlisted());
            String text = Plural.of(source.missing(), "message", "messages") + " of the source cannot be listed: "
                    + source.words();
            folder.differences().add(text);
            work.warn("folder " + folder.pair() + ": " + text);
        }
        if (target.missing() > 0) {
            work.warn("folder " + folder.pair() + ": " + Plural.of(target.missing(), "message", "messages")
                    + " of the target cannot be listed: " + target.words());
        }
        reportMissingUidValidity(work.session().source(), folder.source().status());
        reportMissingUidValidity(
                work.session().target(), folder.target().selected().status());
    }

    private void reportMissingUidValidity(MailboxConnections<?> side, FolderStatus status) {
        if (status.uidValidity() == 0) {
            work.warn("folder " + folder.pair() + ": " + side.who() + " gives it no UIDVALIDITY (RFC 9051, 2.3.1.1):"
                    + " a later run cannot know whether its UIDs still mean the same messages");
        }
    }
}
