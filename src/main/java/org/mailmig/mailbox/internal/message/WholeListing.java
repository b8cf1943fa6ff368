// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;

/**
 * All messages of a folder. What a server counts and what it lists may differ, and neither is trusted alone: if FETCH lists fewer
 * messages than EXISTS counts, the others are searched with UID SEARCH and fetched by UID.
 *
 * @param facts ascending by UID
 * @param unlisted UIDs that UID SEARCH finds and FETCH does not return
 * @param unknown the number of messages that the server counts and whose UIDs are unknown
 */
public record WholeListing(List<MessageInfo> facts, UidSet unlisted, long unknown) {

    /**
     * Lists all messages. The folder must be selected; {@code listed} is what a FETCH of all messages has returned, or nothing; {@code
     * into} adds to a list and accounts for its memory.
     */
    public static WholeListing of(
            ReadOnlyConnection connection,
            SelectedFolder folder,
            List<MessageInfo> listed,
            Function<List<MessageInfo>, Consumer<MessageInfo>> into)
            throws IOException {
        List<MessageInfo> facts = once(listed);
        if (facts.isEmpty() && folder.status().messages() > 0) {
            connection.fetchFacts(UidSet.ALL, into.apply(facts));
            facts = once(facts);
        }
        UidSet unlisted = UidSet.empty();
        long unknown = 0;
        if (facts.size() < folder.status().messages()) {
            // Some may have been expunged since: use what the server counts now.
            long exists = connection.reopen().status().messages();
            UidSet found = connection.searchFrom(1);
            UidSet missing = found.minus(MessageInfo.uids(facts));
            if (!missing.isEmpty()) {
                connection.fetchFacts(missing, into.apply(facts));
            }
            UidSet known = MessageInfo.uids(facts);
            unlisted = found.minus(known);
            unknown = Math.max(0, exists - known.size() - unlisted.size());
        }
        return new WholeListing(once(facts), unlisted, unknown);
    }

    /** Ascending by UID. A command that was sent again, for example without CONDSTORE, may have listed a message twice: the last counts. */
    private static List<MessageInfo> once(List<MessageInfo> facts) {
        List<MessageInfo> sorted = new ArrayList<>(facts);
        sorted.sort(Comparator.comparingLong(MessageInfo::uid));
        List<MessageInfo> once = new ArrayList<>(sorted.size());
        for (MessageInfo each : sorted) {
            if (!once.isEmpty() && once.get(once.size() - 1).uid() == each.uid()) {
                once.set(once.size() - 1, each);
            } else {
                once.add(each);
            }
        }
        return once;
    }

    public long missing() {
        return unlisted.size() + unknown;
    }

    /** Returns what is missing, as the end of a sentence. */
    public String words() {
        String named =
                unlisted.isEmpty() ? "" : "UIDs " + unlisted + " are found by UID SEARCH but not listed by FETCH";
        String nameless = unknown == 0 ? "" : unknown + " are neither listed by FETCH nor found by UID SEARCH";
        return named + (named.isEmpty() || nameless.isEmpty() ? "" : ", ") + nameless;
    }
}
