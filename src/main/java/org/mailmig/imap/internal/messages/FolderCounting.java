// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.wire.Status;

/** Counts the messages of folders in two ways, EXISTS and UID SEARCH, many folders in a round trip. */
public final class FolderCounting {
    private final Conversation conversation;
    private final OpenFolder folders;
    private final UidSearch search;

    public FolderCounting(Conversation conversation, OpenFolder folders, UidSearch search) {
        this.conversation = conversation;
        this.folders = folders;
        this.search = search;
    }

    /** By raw name, without folders that the server does not open. Nothing is selected afterwards. */
    public Map<String, FolderCount> count(Collection<String> rawNames) throws IOException {
        folders.forget();
        Map<String, FolderCount> counts = new HashMap<>();
        List<String> together = new ArrayList<>();
        for (String rawName : rawNames) {
            if (folders.opening("EXAMINE", rawName).hasLiteral()) {
                countAlone(rawName, counts);
                continue;
            }
            together.add(rawName);
            if (together.size() == PipelinedExamine.AT_ONCE) {
                count(together, counts);
                together.clear();
            }
        }
        count(together, counts);
        return counts;
    }

    private void count(List<String> rawNames, Map<String, FolderCount> counts) throws IOException {
        List<Command> commands = new ArrayList<>();
        List<ResponseHandler> replies = new ArrayList<>();
        for (String rawName : rawNames) {
            commands.addAll(List.of(folders.opening("EXAMINE", rawName), search.search("ALL")));
            replies.addAll(List.of(new SelectCommand(), new SearchResponse(1)));
        }
        boolean together = conversation.quirks().pipelines();
        List<Status> done = conversation.pipeline(commands, replies);
        List<String> doubtful = new ArrayList<>();
        for (int i = 0; i < rawNames.size(); i++) {
            Status opened = done.get(2 * i);
            if (opened.ok()) {
                SearchResponse found = (SearchResponse) replies.get(2 * i + 1);
                if (MessageLimit.isLimited(done.get(2 * i + 1))) {
                    conversation.run(commands.get(2 * i), ResponseHandler.NONE);
                }
                search.searched(rawNames.get(i), done.get(2 * i + 1), found);
                SelectCommand selection = (SelectCommand) replies.get(2 * i);
                counts.put(rawNames.get(i), selection.count(opened, found.uids()));
                if (together && selection.messages() != found.uids().size()) {
                    doubtful.add(rawNames.get(i));
                }
            } else if (!opened.kind().equals("NO")) {
                conversation.accepted(commands.get(2 * i), opened);
            }
        }
        if (countAgain(doubtful, counts)) {
            conversation.quirks().doubtPipelining();
            List<String> others = new ArrayList<>(rawNames);
            others.removeAll(doubtful);
            countAgain(others, counts);
        }
    }

    /**
     * Counts with one command after the other: a server that executes several at once searches a folder that is not open yet.
     *
     * @return whether a count changed
     */
    private boolean countAgain(List<String> rawNames, Map<String, FolderCount> counts) throws IOException {
        boolean changed = false;
        for (String rawName : rawNames) {
            FolderCount before = counts.get(rawName);
            countAlone(rawName, counts);
            changed |= before != null && !before.equals(counts.get(rawName));
        }
        return changed;
    }

    private void countAlone(String rawName, Map<String, FolderCount> counts) throws IOException {
        SelectCommand selection = new SelectCommand();
        Status opened = conversation.attempt(folders.opening("EXAMINE", rawName), selection);
        if (opened.ok()) {
            SearchResponse found = new SearchResponse(1);
            search.searched(rawName, conversation.attempt(search.search("ALL"), found), found);
            counts.put(rawName, selection.count(opened, found.uids()));
        }
    }
}
