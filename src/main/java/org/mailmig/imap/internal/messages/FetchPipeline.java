// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/**
 * Commands and the handlers of their responses. A folder that turns out to be empty is not queried for messages; if it was already,
 * a refusal is not an error: James says BAD.
 */
final class FetchPipeline {

    private final Conversation conversation;
    private final FetchCommand fetch;
    private final List<Command> commands = new ArrayList<>();
    private final List<ResponseHandler> replies = new ArrayList<>();
    private final List<MessageInfoResponse> facts = new ArrayList<>();
    /** For each command, what its folder reports. */
    private final List<SelectCommand> folders = new ArrayList<>();
    /** Keyed by the command's index. */
    private final Map<Integer, Asked> asked = new HashMap<>();

    FetchPipeline(Conversation conversation, FetchCommand fetch) {
        this.conversation = conversation;
        this.fetch = fetch;
    }

    void add(Command opening, SelectCommand selection) {
        add(opening, selection, selection);
    }

    private void add(Command command, ResponseHandler taker, SelectCommand folder) {
        commands.add(command);
        replies.add(taker);
        folders.add(folder);
    }

    void add(Command opening, MessageQuery query) {
        SelectCommand folder = folders.get(folders.size() - 1);
        MessageInfoResponse lines = new MessageInfoResponse(query, folder);
        facts.add(lines);
        for (UidSet piece : query.uids().pieces(FetchCommand.MOST_SET_CHARS)) {
            asked.put(commands.size(), new Asked(opening, piece, lines));
            add(fetch.factsOf(piece), lines, folder);
        }
    }

    List<Status> run() throws IOException {
        boolean together = conversation.quirks().pipelines();
        List<Status> done = together ? conversation.pipeline(commands, replies) : oneByOne();
        if (together && isMixedUp()) {
            throw conversation.mixedUp();
        }
        for (int i = 0; i < commands.size(); i++) {
            if (!isFetchOfNothing(i) && !stopped(i, done.get(i))) {
                conversation.accepted(commands.get(i), done.get(i));
            }
        }
        for (Map.Entry<Integer, Asked> each : asked.entrySet()) {
            askForTheRest(each.getValue(), done.get(each.getKey()));
        }
        if (together) {
            for (Asked part : asked.values()) {
                askAgain(part);
            }
        }
        facts.forEach(MessageInfoResponse::finish);
        return done;
    }

    /**
     * Returns whether responses belong to another folder than the one that was opened before: they came too early, or there are more
     * messages than EXISTS, or a folder is without EXISTS that others have.
     */
    private boolean isMixedUp() {
        boolean several = facts.size() > 1;
        boolean counted = folders.stream().anyMatch(SelectCommand::isCounted);
        return folders.stream()
                        .anyMatch(folder ->
                                folder.isMixedUp() || several && counted && folder.isOpened() && !folder.isCounted())
                || several && facts.stream().anyMatch(MessageInfoResponse::isOverfull);
    }

    /**
     * Fetches again after fewer messages than EXISTS: a server that executes commands in parallel says OK to FETCH before it sends
     * the messages, or looks for them before the folder is open. If it did so with several folders, what it sent for the others
     * cannot be trusted either.
     */
    private void askAgain(Asked part) throws IOException {
        boolean all = part.uids.contains(1) && part.uids.contains(UidSet.LARGEST);
        long before = part.lines.messages();
        if (!all
                || before >= part.lines.folder().messages()
                || conversation.quirks().hidesMessages()) {
            return;
        }
        SelectCommand alone = new SelectCommand();
        conversation.run(part.opening, alone);
        fetch.facts(part.uids, part.lines);
        boolean more = part.lines.messages() > before;
        if (facts.size() > 1 && (more || alone.messages() != part.lines.folder().messages())) {
            throw conversation.mixedUp();
        }
        if (more) {
            conversation.quirks().doubtPipelining();
        } else {
            conversation.quirks().hideMessages();
        }
    }

    private List<Status> oneByOne() throws IOException {
        List<Status> done = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            if (isFetchOfNothing(i)) {
                done.add(done.get(i - 1));
            } else {
                Status status = conversation.attempt(commands.get(i), replies.get(i));
                done.add(stopped(i, status) ? status : conversation.accepted(commands.get(i), status));
            }
            replies.get(i).completed(done.get(i));
        }
        return done;
    }

    /** Returns whether the server has done only a part, with OK or NO. */
    private boolean stopped(int i, Status done) {
        return asked.containsKey(i) && !left(asked.get(i), done).isEmpty();
    }

    private static UidSet left(Asked part, Status done) {
        return MessageLimit.didNothing(part.uids, done) ? part.uids : MessageLimit.left(part.uids, done);
    }

    private boolean isFetchOfNothing(int i) {
        return replies.get(i) instanceof MessageInfoResponse && folders.get(i).isEmpty();
    }

    private void askForTheRest(Asked part, Status done) throws IOException {
        UidSet left = left(part, done);
        if (!left.isEmpty()) {
            conversation.run(part.opening, ResponseHandler.NONE);
            fetch.facts(left, part.lines);
        }
    }

    /** One FETCH in the folder that this command opens. */
    private record Asked(Command opening, UidSet uids, MessageInfoResponse lines) {}
}
