// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** STATUS of one folder, or of many (RFC 9051, 6.3.11). */
public final class StatusCommand implements ResponseHandler {
    /** Few enough for their responses to fit into the TCP buffers while the last command is being written. */
    private static final int STATUS_AT_ONCE = 40;

    private FolderStatus counters;

    private StatusCommand() {}

    /** Returns the counters; {@code null} if the server said OK and nothing else. */
    public static FolderStatus ask(Conversation conversation, Capabilities capabilities, String rawName)
            throws IOException {
        StatusCommand status = new StatusCommand();
        Command command = StatusItems.using(
                new Command("STATUS").string(rawName).text(" " + StatusItems.of(capabilities, false)),
                capabilities,
                false);
        conversation.run(command, status);
        return status.counters;
    }

    /**
     * Sends one STATUS per folder. A refusal leaves its folder without counters, which the caller must handle.
     *
     * @param octets whether to request the bytes of each folder, if STATUS=SIZE is offered
     */
    static void each(
            Conversation conversation,
            Capabilities capabilities,
            boolean octets,
            List<String> rawNames,
            ResponseHandler lines)
            throws IOException {
        List<Command> waiting = new ArrayList<>();
        for (String rawName : rawNames) {
            Command command = StatusItems.using(
                    new Command("STATUS").string(rawName).text(" " + StatusItems.of(capabilities, octets)),
                    capabilities,
                    octets);
            if (command.hasLiteral()) {
                tolerated(conversation, command, conversation.attempt(command, lines));
                continue;
            }
            waiting.add(command);
            if (waiting.size() == STATUS_AT_ONCE) {
                count(conversation, waiting, lines);
                waiting.clear();
            }
        }
        count(conversation, waiting, lines);
    }

    private static void count(Conversation conversation, List<Command> commands, ResponseHandler lines)
            throws IOException {
        List<Status> completions = conversation.pipeline(commands, lines);
        for (int i = 0; i < commands.size(); i++) {
            tolerated(conversation, commands.get(i), completions.get(i));
        }
    }

    private static void tolerated(Conversation conversation, Command command, Status completion) throws IOException {
        if (!completion.kind().equals("NO")) {
            conversation.accepted(command, completion);
        }
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("STATUS")) {
            in.blank();
            in.astring();
            counters = StatusItems.read(in);
        }
    }
}
