// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.util.function.Function;

/** Servers that work on so many messages of a command only, and say where they stopped (RFC 9738, 3.1): the rest is asked for. */
final class MessageLimit {
    private MessageLimit() {}

    /** Runs the command for all of {@code uids}, which stand between its name and {@code rest}, in as many parts as it takes. */
    static void run(Conversation conversation, String name, UidSet uids, String rest, Replies replies)
            throws IOException {
        run(conversation, uids, left -> Command.of(name, left + rest), replies);
    }

    static void run(Conversation conversation, UidSet uids, Function<UidSet, Command> command, Replies replies)
            throws IOException {
        UidSet left = uids;
        while (!left.isEmpty()) {
            left = left(left, conversation.run(command.apply(left), replies));
        }
    }

    /** Those of {@code asked} that the server left for another command; empty where it did all. It begins at the end. */
    static UidSet left(UidSet asked, Status done) {
        if (!done.code().equals("MESSAGELIMIT")) {
            return UidSet.empty();
        }
        String[] words = done.argument().trim().split(" +");
        long lowest = words.length < 2 ? 0 : Numbers.parse(words[1]);
        return lowest <= 1 || asked.isEmpty() || lowest > asked.last()
                ? UidSet.empty()
                : asked.and(UidSet.range(1, lowest - 1));
    }
}
