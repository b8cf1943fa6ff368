// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
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
    /** Finds the messages of a set of any size, such as of all UIDs. */
    @FunctionalInterface
    public interface Existing {
        UidSet of(UidSet uids) throws IOException;
    }

    private MessageLimit() {}

    /** Runs the command for all of {@code uids}, which are placed between its name and {@code rest}, in as many parts as necessary. */
    public static void run(Conversation conversation, String name, UidSet uids, String rest, ResponseHandler replies)
            throws IOException {
        run(conversation, uids, left -> Command.of(name, left + rest), replies);
    }

    public static void run(
            Conversation conversation, UidSet uids, Function<UidSet, Command> command, ResponseHandler replies)
            throws IOException {
        run(conversation, uids, command, replies, any -> UidSet.empty());
    }

    /** Does the same for a set that may contain all UIDs. */
    public static void run(
            Conversation conversation,
            UidSet uids,
            Function<UidSet, Command> command,
            ResponseHandler replies,
            Existing existing)
            throws IOException {
        Refusal refusal = attempt(conversation, uids, command, replies, existing, 0);
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
        return attempt(conversation, uids, command, replies, any -> UidSet.empty(), 0);
    }

    private static Refusal attempt(
            Conversation conversation,
            UidSet uids,
            Function<UidSet, Command> command,
            ResponseHandler replies,
            Existing existing,
            int depth)
            throws IOException {
        UidSet left = uids;
        for (int sent = 0; !left.isEmpty(); sent++) {
            checkSent(sent);
            Command next = command.apply(left);
            Status done = conversation.attempt(next, replies);
            UidSet rest = left(left, done);
            if (!done.ok() && rest.isEmpty()) {
                List<UidSet> parts =
                        isLimited(done) && depth < DEEPEST ? parts(left, limit(done), existing) : List.of();
                for (UidSet part : parts) {
                    Refusal refusal = attempt(conversation, part, command, replies, existing, depth + 1);
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
    private static List<UidSet> parts(UidSet uids, long most, Existing existing) throws IOException {
        if (most < 1) {
            return List.of();
        }
        if (uids.size() < MOST_LISTED && uids.size() / most < MOST_PARTS) {
            return most < uids.size() ? UidParts.split(uids, most) : List.of();
        }
        UidSet found = existing.of(uids);
        return found.size() / most < MOST_PARTS ? UidParts.split(found, most) : List.of();
    }

    /** Returns whether the server refused, because of its limit, to process even a part of {@code asked}. */
    public static boolean didNothing(UidSet asked, Status done) {
        return isLimited(done) && !done.ok() && left(asked, done).isEmpty();
    }

    public static boolean isLimited(Status done) {
        return done.code().equals("MESSAGELIMIT") && !done.kind().equals("BAD");
    }

    /** Returns how many messages the server processes for one command; 0 if it does not say so. */
    public static long limit(Status done) {
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
