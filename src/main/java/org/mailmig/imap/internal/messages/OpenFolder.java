// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.Status;

/** Which folder of a connection is open, and the commands that open one: SELECT, EXAMINE, UNSELECT. */
public final class OpenFolder {
    /** Selecting a folder that does not exist deselects the current one (RFC 9051, 6.3.2), without the expunge of CLOSE. */
    private static final String NO_FOLDER = "mailmig-no-such-folder";

    private final Conversation conversation;
    private final Capabilities capabilities;
    private final ConnectionQuirks quirks;
    private SelectedFolder selected;
    private boolean includesModSeqs;

    public OpenFolder(Conversation conversation, Capabilities capabilities, ConnectionQuirks quirks) {
        this.conversation = conversation;
        this.capabilities = capabilities;
        this.quirks = quirks;
    }

    /** Sets whether each message's data include MODSEQ (RFC 7162), if offered. */
    public void includeModSeqs(boolean include) {
        includesModSeqs = include;
    }

    /** Returns what is open, as it was reported when it was opened; {@code null} if nothing is. */
    public SelectedFolder selected() {
        return selected;
    }

    /** The server has another folder open, or none. */
    public void forget() {
        selected = null;
    }

    /** The folder was opened by a command among others. */
    public SelectedFolder opened(SelectedFolder folder) {
        selected = folder;
        return folder;
    }

    /** Returns the command that opens the folder. */
    public Command opening(String verb, String rawName) {
        Command command = new Command(verb).string(rawName);
        conversation.forgetExists();
        return capabilities.has("CONDSTORE") ? command.text(" (CONDSTORE)").uses(Feature.CONDSTORE) : command;
    }

    /** Opens the folder. */
    public SelectedFolder open(String verb, String rawName) throws IOException {
        selected = null;
        selected = quirks.steppingBack(conversation, () -> {
            SelectCommand selection = new SelectCommand();
            return selection.folder(verb, rawName, conversation.run(opening(verb, rawName), selection));
        });
        return selected;
    }

    /** Opens the folder and fetches the data of existing messages in {@code uids}, in one round trip (RFC 9051, 5.5). */
    public SelectedFolder open(String verb, String rawName, UidSet uids, Consumer<MessageInfo> each)
            throws IOException {
        MessageQuery query = new MessageQuery(uids, each);
        return quirks.steppingBack(conversation, () -> openAndFetch(verb, rawName, query));
    }

    SelectedFolder openAndFetch(String verb, String rawName, MessageQuery query) throws IOException {
        Command opening = opening(verb, rawName);
        if (opening.hasLiteral() || query.uids().isEmpty()) {
            SelectedFolder folder = open(verb, rawName);
            if (!query.uids().isEmpty()) {
                fetchFacts(query);
            }
            return folder;
        }
        SelectCommand selection = new SelectCommand();
        selected = null;
        Status status = fetching().opened(opening, selection, query);
        selected = selection.folder(verb, rawName, status);
        return selected;
    }

    /** By EXAMINE, for several folders, in as few round trips as possible. Nothing is selected afterwards. */
    public void examineEach(List<FolderQuery> looks) throws IOException {
        List<MessageQuery.OfFolder> queries =
                looks.stream().map(MessageQuery.OfFolder::of).toList();
        quirks.steppingBack(conversation, () -> {
            new PipelinedExamine(this).each(queries);
            return null;
        });
    }

    /** Deselects the folder without expunging: UNSELECT (RFC 3691) or EXAMINE of a name that does not exist. */
    public void unselect() throws IOException {
        selected = null;
        if (capabilities.has("UNSELECT") || capabilities.has("IMAP4REV2")) {
            Status left = conversation.attempt(new Command("UNSELECT"), ResponseHandler.NONE);
            if (left.ok()) {
                return;
            }
            if (!left.isKnown()) {
                quirks.refuse(Feature.UNSELECT, "refuses UNSELECT");
            }
        }
        Command command = new Command("EXAMINE").string(NO_FOLDER);
        Status status = conversation.attempt(command, ResponseHandler.NONE);
        if (!status.kind().equals("NO")) {
            conversation.accepted(command, status);
        }
    }

    /** Fetches the data of existing messages in {@code uids}, in the server's order, as they arrive. */
    public void fetchFacts(UidSet uids, Consumer<MessageInfo> each) throws IOException {
        fetchFacts(new MessageQuery(uids, each));
    }

    private void fetchFacts(MessageQuery query) throws IOException {
        if (isEmpty()) {
            return;
        }
        quirks.steppingBack(conversation, () -> {
            fetching().facts(query);
            return null;
        });
    }

    /** Returns whether the selected folder is empty, by all that the server reports. Some servers call a FETCH there a syntax error. */
    private boolean isEmpty() throws IOException {
        if (selected == null || conversation.exists() != 0) {
            return false;
        }
        conversation.run(new Command("NOOP"), ResponseHandler.NONE);
        return conversation.exists() == 0;
    }

    /** Returns the command that fetches from the open folder. */
    public FetchCommand fetching() {
        return new FetchCommand(
                conversation,
                new UidSearch(conversation, capabilities),
                includesModSeqs && capabilities.has("CONDSTORE"));
    }
}
