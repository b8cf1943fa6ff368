// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.text.FlagSyntax;
import org.mailmig.imap.text.InternalDate;

/**
 * Writes the arguments of APPEND, and splits messages into commands of a length that servers read. A literal waits for the server if
 * what precedes it may be refused.
 */
final class AppendArguments {
    /** A longer name, or one with other characters, may be refused as syntax: the first literal after it is synchronising. */
    private static final Pattern USUAL_NAME = Pattern.compile("[A-Za-z0-9 ._/&,+=@~^:;'!#$-]{1,200}");

    private static final OffsetDateTime FIRST_USUAL_DATE = OffsetDateTime.parse("1971-01-01T00:00:00Z");
    private static final int WESTERNMOST_SECONDS = -12 * 3600;
    private static final int EASTERNMOST_SECONDS = 14 * 3600;
    private static final int DATE_CHARS = 29;

    private final long limit;

    /** @param limit the largest message that the server announces to accept, in bytes */
    AppendArguments(long limit) {
        this.limit = limit;
    }

    /**
     * Splits the messages so that each command stays within {@link Command#MOST_LINE} without its literals: beyond that, each literal
     * would have to wait for the server.
     */
    static List<List<AppendMessage>> parts(String rawName, List<AppendMessage> messages) {
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

    static List<List<AppendMessage>> singly(List<AppendMessage> messages) {
        return messages.stream().map(List::of).toList();
    }

    /** Returns the number of messages in these parts. */
    static int count(List<List<AppendMessage>> parts) {
        return parts.stream().mapToInt(List::size).sum();
    }

    private static int beginning(String rawName) {
        return "M1000000 APPEND ".length() + 2 * rawName.length();
    }

    /** Returns the length of one message's arguments, without its text. */
    private static int chars(Flags flags) {
        return (flags.isEmpty() ? 0 : flags.toString().length() + 3) + DATE_CHARS + 1 + Command.LONGEST_ANNOUNCEMENT;
    }

    /** Returns the command that appends these messages. */
    Command command(String rawName, List<AppendMessage> messages) {
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
}
