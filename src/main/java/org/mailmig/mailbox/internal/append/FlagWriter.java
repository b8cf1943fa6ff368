// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.WrittenMessages;

/**
 * Adds flags to messages of one target folder. A flag that the target refuses, or does not keep in spite of its OK, is noted in {@link
 * WrittenMessages#unheld} and not tried again in this pass; all other flags are set.
 */
public final class FlagWriter {
    private static final int MOST_NAMED = 20;

    private final FolderCopyState folder;
    /** Flags that the target has been seen to keep. */
    private final Set<String> proven = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    public FlagWriter(FolderCopyState folder) {
        this.folder = folder;
    }

    /** Adds the flags. The target folder must be selected. */
    public void add(ImapConnection target, UidSet uids, Flags flags) throws IOException {
        Flags wanted = flags.where(name -> !folder.written().unheld().contains(name));
        if (wanted.isEmpty()) {
            return;
        }
        Flags refused = target.storeEach(uids, true, wanted);
        folder.written().flagsNotKept(refused.names());
        Flags unproven = wanted.minus(refused).where(name -> !proven.contains(name));
        if (unproven.isEmpty()) {
            return;
        }
        target.fetchFacts(UidSet.range(uids.first(), uids.first()), there -> {
            proven.addAll(there.flags().names());
            folder.written().flagsNotKept(unproven.minus(there.flags()).names());
        });
    }

    /** Returns the message with the flags that the target holds, including {@code there}. */
    public static MessageInfo held(FolderCopyState folder, MessageInfo message, Flags there) {
        Flags flags = message.flags().where(name -> !folder.written().unheld().contains(name) || there.has(name));
        if (flags.names().size() < message.flags().names().size()) {
            folder.written().countLackingFlags();
        }
        return new MessageInfo(message.uid(), flags, message.internalDate(), message.size(), message.modSeq());
    }

    /** Names the flags that were not kept, for the report; only some of them if there are many. */
    public static String named(Set<String> flags) {
        String some = flags.stream().limit(MOST_NAMED).map(ServerText::shown).collect(Collectors.joining(" "));
        return flags.size() <= MOST_NAMED ? some : some + " and " + (flags.size() - MOST_NAMED) + " more";
    }
}
