// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/**
 * Handles servers that process only a limited number of messages per command, and say where they stopped (RFC 9738, 3.1): the rest is
 * requested by further commands.
 */
public final class MessageLimit {
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_LISTED = 2_000_000;
    private static final int DEEPEST = 20;

    private MessageLimit() {}

    /** Runs the command for all of {@code uids}, which are placed between its name and {@code rest}, in as many parts as necessary. */
    public static void run(Conversation conversation, String name, UidSet uids, String rest, ResponseHandler replies)
            throws IOException {
        run(conversation, uids, left -> Command.of(name, left + rest), replies);
    }

    public static void run(
            Conversation conversation, UidSet uids, Function<UidSet, Command> command, ResponseHandler replies)
            throws IOException {
        Refusal refusal = attempt(conversation, uids, command, replies);
        if (refusal != null) {
            conversation.accepted(refusal.command, refusal.status);
        }
    }

    /** A command that was answered by NO or BAD. */
    public record Refusal(Command command, Status status) {}

    /**
     * Does the same as {@link #run}, but returns NO and BAD; {@code null} if all was done. A server may answer NO with the code,
     * whether it has done a part of the command or nothing.
     */
    public static Refusal attempt(
            Conversation conversation, UidSet uids, Function<UidSet, Command> command, ResponseHandler replies)
            throws IOException {
        return attempt(conversation, uids, command, replies, 0);
    }

    private static Refusal attempt(
            Conversation conversation,
            UidSet uids,
            Function<UidSet, Command> command,
            ResponseHandler replies,
            int depth)
            throws IOException {
        UidSet left = uids;
        for (int sent = 0; !left.isEmpty(); sent++) {
            checkSent(sent);
            Command next = command.apply(left);
            Status done = conversation.attempt(next, replies);
            UidSet rest = left(left, done);
            if (!done.ok() && rest.isEmpty()) {
                List<UidSet> parts = isLimited(done) && depth < DEEPEST ? parts(left, limit(done)) : List.of();
                for (UidSet part : parts) {
                    Refusal refusal = attempt(conversation, part, command, replies, depth + 1);
                    if (refusal != null) {
                        return refusal;
                    }
                }
                return parts.isEmpty() ? new Refusal(next, done) : null;
            }
            left = rest;
        }
        return null;
    }

    /** @throws ProtocolException after so many commands for one that a server works on in pieces */
    public static void checkSent(int commands) throws ProtocolException {
        if (commands > MOST_PARTS) {
            throw new ProtocolException(
                    "the server stops each command early, after more than " + MOST_PARTS + " of them");
        }
    }

    /** Returns the parts for a server that did nothing and reported how many messages it would process; none if that does not help. */
    private static List<UidSet> parts(UidSet uids, long most) {
        List<UidSet> parts = new ArrayList<>();
        if (most >= 1 && most < uids.size() && uids.size() < MOST_LISTED && uids.size() / most < MOST_PARTS) {
            List<Long> each = uids.stream().boxed().toList();
            for (int begin = 0; begin < each.size(); begin += (int) most) {
                parts.add(UidSet.of(each.subList(begin, (int) Math.min(each.size(), begin + most))));
            }
        }
        return parts;
    }

    public static boolean isLimited(Status done) {
        return done.code().equals("MESSAGELIMIT") && !done.kind().equals("BAD");
    }

    private static long limit(Status done) {
        String first = done.argument().trim().split(" +")[0];
        return Numbers.is(first) ? Numbers.parse(first) : 0;
    }

    /** Returns those of {@code asked} that the server left for another command; empty if it did all. The server begins at the end. */
    public static UidSet left(UidSet asked, Status done) {
        if (!isLimited(done)) {
            return UidSet.empty();
        }
        long lowest = lowest(done);
        return lowest <= 1 || asked.isEmpty() || lowest > asked.last()
                ? UidSet.empty()
                : asked.and(UidSet.range(1, lowest - 1));
    }

    private static long lowest(Status done) {
        String[] words = done.argument().trim().split(" +");
        return words.length < 2 || !Numbers.is(words[1]) ? 0 : Numbers.parse(words[1]);
    }
}
