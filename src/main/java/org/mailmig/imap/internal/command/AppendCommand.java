// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.text.FlagSyntax;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.UidRanges;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/** APPEND and MULTIAPPEND (RFC 9051, 6.3.12; RFC 3502). */
public final class AppendCommand {
    /** A longer name, or one with other characters, may be refused as syntax: the first literal after it is synchronising. */
    private static final Pattern USUAL_NAME = Pattern.compile("[A-Za-z0-9 ._/&,+=@~^:;'!#$-]{1,200}");

    private static final OffsetDateTime FIRST_USUAL_DATE = OffsetDateTime.parse("1971-01-01T00:00:00Z");
    private static final int WESTERNMOST_SECONDS = -12 * 3600;
    private static final int EASTERNMOST_SECONDS = 14 * 3600;
    private static final int DATE_CHARS = 29;

    private final Conversation conversation;
    private final ConnectionQuirks quirks;
    private final boolean together;
    private final long limit;

    public AppendCommand(Conversation conversation, Capabilities capabilities) {
        this.conversation = conversation;
        this.quirks = capabilities.quirks();
        this.together = capabilities.has("MULTIAPPEND");
        this.limit = capabilities.number("APPENDLIMIT");
    }

    public AppendResult append(String rawName, List<AppendMessage> messages) throws IOException {
        for (AppendMessage message : messages) {
            if (message.size() <= 0) {
                throw new IllegalArgumentException("an empty message cannot be appended");
            }
        }
        List<List<AppendMessage>> parts = together ? parts(rawName, messages) : singly(messages);
        if (parts.size() == 1) {
            return inOne(rawName, messages);
        }
        List<Command> commands =
                parts.stream().map(part -> command(rawName, part)).toList();
        return together && quirks.pipelines() && commands.stream().allMatch(conversation::isSentAtOnce)
                ? pipelined(commands, parts)
                : inTurn(commands, parts);
    }

    private AppendResult inOne(String rawName, List<AppendMessage> messages) throws IOException {
        Command command = command(rawName, messages);
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        if (status.kind().equals("NO")) {
            if (messages.size() > 1
                    && status.backoff() == null
                    && (status.code().isEmpty() || status.code().equals("CANNOT"))) {
                return insteadOfTogether(rawName, messages);
            }
            throw conversation.refused(command, status, new AppendResult(0, List.of()));
        }
        return appended(accepted(command, status, messages.size()), messages.size());
    }

    /**
     * Appends the messages one by one. NO means that nothing was stored (RFC 3502, 2). If each is accepted alone, their number was the
     * cause.
     */
    private AppendResult insteadOfTogether(String rawName, List<AppendMessage> messages) throws IOException {
        List<List<AppendMessage>> parts = singly(messages);
        AppendResult appended =
                inTurn(parts.stream().map(part -> command(rawName, part)).toList(), parts);
        quirks.doubt(Feature.MULTIAPPEND, "answers NO to an APPEND of several messages but accepts each of them");
        return appended;
    }

    /**
     * Handles BAD, which may mean that the server does not support what it announces. The connection is dropped as after each BAD; each
     * further attempt is one step plainer.
     */
    private Status accepted(Command command, Status status, int messages) throws IOException {
        boolean steppedBack = status.kind().equals("BAD") && !status.isKnown() && stepsBack(messages);
        try {
            return conversation.accepted(command, status);
        } catch (ProtocolException e) {
            throw steppedBack ? e.steppedBack() : e;
        }
    }

    private boolean stepsBack(int messages) {
        if (conversation.sentUnasked()) {
            quirks.doubt(Feature.LITERALS, "answers BAD to APPEND with a non-synchronizing literal");
            return true;
        }
        if (messages > 1) {
            quirks.doubt(Feature.MULTIAPPEND, "answers BAD to an APPEND of several messages");
            return true;
        }
        quirks.acquit(Feature.LITERALS);
        quirks.acquit(Feature.MULTIAPPEND);
        return false;
    }

    /**
     * Splits the messages so that each command stays within {@link Command#MOST_LINE} without its literals: beyond that, each literal
     * would have to wait for the server.
     */
    private static List<List<AppendMessage>> parts(String rawName, List<AppendMessage> messages) {
        List<List<AppendMessage>> parts = new ArrayList<>();
        int from = 0;
        int line = beginning(rawName);
        for (int i = 0; i < messages.size(); i++) {
            int chars = chars(messages.get(i).flags().where(FlagSyntax::sendable));
            if (line + chars > Command.MOST_LINE && i > from) {
                parts.add(messages.subList(from, i));
                from = i;
                line = beginning(rawName);
            }
            line += chars;
        }
        parts.add(messages.subList(from, messages.size()));
        return parts;
    }

    private static List<List<AppendMessage>> singly(List<AppendMessage> messages) {
        return messages.stream().map(List::of).toList();
    }

    private static int beginning(String rawName) {
        return "M1000000 APPEND ".length() + 2 * rawName.length();
    }

    /** Returns the length of one message's arguments, without its text. */
    private static int chars(Flags flags) {
        return (flags.isEmpty() ? 0 : flags.toString().length() + 3) + DATE_CHARS + 1 + Command.LONGEST_ANNOUNCEMENT;
    }

    private Command command(String rawName, List<AppendMessage> messages) {
        Command command = new Command("APPEND").string(rawName);
        boolean odd = !USUAL_NAME.matcher(rawName).matches();
        for (AppendMessage message : messages) {
            Flags flags = message.flags().where(FlagSyntax::sendable);
            if (!flags.isEmpty()) {
                command.text(" (" + flags + ")");
            }
            if (message.internalDate() != null) {
                command.text(" " + InternalDate.render(message.internalDate()));
            }
            command.text(" ").literal(message.size(), odd || patient(message, flags), message.body());
            odd = false; // the server has accepted the name
        }
        return command;
    }

    /** Returns whether a server could refuse what precedes this literal, or its size. */
    private boolean patient(AppendMessage message, Flags flags) {
        return message.size() > limit / 2
                || isOdd(message.internalDate())
                || flags.names().stream().anyMatch(name -> !FlagSyntax.isSystem(name) && !FlagSyntax.isUsual(name));
    }

    private static boolean isOdd(OffsetDateTime date) {
        if (date == null) {
            return false;
        }
        int offset = date.getOffset().getTotalSeconds();
        return offset < WESTERNMOST_SECONDS
                || offset > EASTERNMOST_SECONDS
                || offset % 60 != 0
                || date.isBefore(FIRST_USUAL_DATE)
                || !InternalDate.held(date).equals(date);
    }

    private AppendResult inTurn(List<Command> commands, List<List<AppendMessage>> parts) throws IOException {
        List<AppendResult> stored = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Status status = conversation.attempt(commands.get(i), ResponseHandler.NONE);
            if (status.kind().equals("NO")) {
                throw refusal(commands.get(i), status, stored, count(parts.subList(0, i)));
            }
            stored.add(appended(
                    accepted(commands.get(i), status, parts.get(i).size()),
                    parts.get(i).size()));
        }
        return joined(stored, count(parts));
    }

    /** Sends all commands and reads their completions in turn: together they cost one round trip. */
    private AppendResult pipelined(List<Command> commands, List<List<AppendMessage>> parts) throws IOException {
        List<Status> statuses =
                conversation.pipeline(commands, Collections.nCopies(commands.size(), ResponseHandler.NONE));
        List<AppendResult> stored = new ArrayList<>();
        for (int i = 0; i < statuses.size(); i++) {
            Status status = statuses.get(i);
            if (status.kind().equals("NO")) {
                if (statuses.subList(i, statuses.size()).stream().anyMatch(Status::ok)) {
                    throw laterStored(
                            conversation.refused(commands.get(i), status, null).getMessage());
                }
                throw refusal(commands.get(i), status, stored, count(parts.subList(0, i)));
            }
            stored.add(appended(
                    accepted(commands.get(i), status, parts.get(i).size()),
                    parts.get(i).size()));
        }
        AppendResult joined = joined(stored, count(parts));
        if (!ascends(joined.uids())) {
            throw laterStored(conversation.peer() + " gave pipelined APPENDs UIDs that do not ascend");
        }
        return joined;
    }

    /** Returns the error for an outcome that only a lookup can settle. The same messages can then be sent in turn. */
    private ProtocolException laterStored(String why) {
        conversation.abort();
        return new ProtocolException(why).steppedBack();
    }

    private static boolean ascends(List<Long> uids) {
        for (int i = 1; i < uids.size(); i++) {
            if (uids.get(i) <= uids.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private static int count(List<List<AppendMessage>> parts) {
        return parts.stream().mapToInt(List::size).sum();
    }

    /** Joins the results in order; unknown if one of them is. */
    private static AppendResult joined(List<AppendResult> results, int count) {
        List<Long> uids =
                results.stream().flatMap(result -> result.uids().stream()).toList();
        return uids.size() == count && count > 0
                ? new AppendResult(results.get(0).uidValidity(), uids)
                : new AppendResult(0, List.of());
    }

    /**
     * Returns the error. If the stored messages cannot be named, the caller must look: the outcome is as unknown as after a lost
     * connection.
     */
    private ImapException refusal(Command command, Status status, List<AppendResult> results, int storedCount) {
        AppendResult stored = joined(results, storedCount);
        CommandRefusedException refused = conversation.refused(command, status, stored);
        if (stored.uids().size() == storedCount) {
            return refused;
        }
        conversation.abort();
        return new ProtocolException(refused.getMessage() + " (and does not report the UIDs of the " + storedCount
                + " messages stored earlier)");
    }

    /** Parses APPENDUID (RFC 4315, 3); one that does not match the messages sent is ignored. */
    private static AppendResult appended(Status status, int count) {
        AppendResult unknown = new AppendResult(0, List.of());
        String[] words = status.argument().trim().split(" +");
        if (!status.code().equals("APPENDUID") || words.length != 2) {
            return unknown;
        }
        List<Long> uids = new ArrayList<>();
        try {
            for (UidSet.Range range : UidRanges.parse(words[1])) {
                if (Math.abs(range.last() - range.first()) >= count) {
                    return unknown;
                }
                int step = range.last() < range.first() ? -1 : 1;
                for (long uid = range.first(); uid != range.last() + step; uid += step) {
                    uids.add(uid);
                }
            }
        } catch (IllegalArgumentException e) {
            return unknown;
        }
        return uids.size() == count ? new AppendResult(Numbers.parse(words[0]), List.copyOf(uids)) : unknown;
    }
}
