// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.Status;

/** APPEND and MULTIAPPEND (RFC 9051, 6.3.12; RFC 3502). */
public final class AppendCommand {
    private final Conversation conversation;
    private final ConnectionQuirks quirks;
    private final boolean together;
    private final AppendArguments arguments;

    public AppendCommand(Conversation conversation, Capabilities capabilities) {
        this.conversation = conversation;
        this.quirks = capabilities.quirks();
        this.together = capabilities.has("MULTIAPPEND");
        this.arguments = new AppendArguments(capabilities.number("APPENDLIMIT"));
    }

    public AppendResult append(String rawName, List<AppendMessage> messages) throws IOException {
        for (AppendMessage message : messages) {
            if (message.size() <= 0) {
                throw new IllegalArgumentException("an empty message cannot be appended");
            }
        }
        List<List<AppendMessage>> parts =
                together ? AppendArguments.parts(rawName, messages) : AppendArguments.singly(messages);
        if (parts.size() == 1) {
            return inOne(rawName, messages);
        }
        List<Command> commands =
                parts.stream().map(part -> arguments.command(rawName, part)).toList();
        return together && quirks.pipelines() && commands.stream().allMatch(conversation::isSentAtOnce)
                ? pipelined(commands, parts)
                : inTurn(commands, parts);
    }

    private AppendResult inOne(String rawName, List<AppendMessage> messages) throws IOException {
        Command command = arguments.command(rawName, messages);
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        if (status.kind().equals("NO")) {
            if (messages.size() > 1
                    && status.backoff() == null
                    && (status.code().isEmpty() || status.code().equals("CANNOT"))) {
                return insteadOfTogether(rawName, messages);
            }
            throw conversation.refused(command, status, AppendResult.UNKNOWN);
        }
        return appended(accepted(command, status, messages.size()), messages.size());
    }

    /**
     * Appends the messages one by one. NO means that nothing was stored (RFC 3502, 2). If each is accepted alone, their number was the
     * cause.
     */
    private AppendResult insteadOfTogether(String rawName, List<AppendMessage> messages) throws IOException {
        List<List<AppendMessage>> parts = AppendArguments.singly(messages);
        AppendResult appended = inTurn(
                parts.stream().map(part -> arguments.command(rawName, part)).toList(), parts);
        quirks.doubt(Feature.MULTIAPPEND, "answers NO to an APPEND of several messages but accepts each of them");
        return appended;
    }

    /**
     * Handles BAD, which may mean that the server does not support what it announces. The connection is dropped as after each BAD; each
     * further attempt is one step plainer.
     */
    private Status accepted(Command command, Status status, int messages) throws IOException {
        boolean steppedBack = status.kind().equals("BAD")
                && !status.isKnown()
                && quirks.stepBackInAppend(conversation.sentUnasked(), messages);
        try {
            return conversation.accepted(command, status);
        } catch (ProtocolException e) {
            throw steppedBack ? e.steppedBack() : e;
        }
    }

    private AppendResult inTurn(List<Command> commands, List<List<AppendMessage>> parts) throws IOException {
        List<AppendResult> stored = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Status status = conversation.attempt(commands.get(i), ResponseHandler.NONE);
            if (status.kind().equals("NO")) {
                throw refusal(commands.get(i), status, stored, AppendArguments.count(parts.subList(0, i)));
            }
            stored.add(appended(
                    accepted(commands.get(i), status, parts.get(i).size()),
                    parts.get(i).size()));
        }
        return AppendResult.joined(stored, AppendArguments.count(parts));
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
                throw refusal(commands.get(i), status, stored, AppendArguments.count(parts.subList(0, i)));
            }
            stored.add(appended(
                    accepted(commands.get(i), status, parts.get(i).size()),
                    parts.get(i).size()));
        }
        AppendResult joined = AppendResult.joined(stored, AppendArguments.count(parts));
        if (!joined.ascends()) {
            throw laterStored(conversation.peer() + " gave pipelined APPENDs UIDs that do not ascend");
        }
        return joined;
    }

    /** Returns the error for an outcome that only a lookup can settle. The same messages can then be sent in turn. */
    private ProtocolException laterStored(String why) {
        conversation.abort();
        return new ProtocolException(why).steppedBack();
    }

    /**
     * Returns the error. If the stored messages cannot be named, the caller must look: the outcome is as unknown as after a lost
     * connection.
     */
    private ImapException refusal(Command command, Status status, List<AppendResult> results, int storedCount) {
        AppendResult stored = AppendResult.joined(results, storedCount);
        CommandRefusedException refused = conversation.refused(command, status, stored);
        if (stored.uids().size() == storedCount) {
            return refused;
        }
        conversation.abort();
        return new ProtocolException(refused.getMessage() + " (and does not report the UIDs of the " + storedCount
                + " messages stored earlier)");
    }

    private static AppendResult appended(Status status, int count) {
        return status.code().equals("APPENDUID") ? AppendResult.parse(status.argument(), count) : AppendResult.UNKNOWN;
    }
}
