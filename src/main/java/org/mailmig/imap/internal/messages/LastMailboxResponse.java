// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.StoredIn;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** The answer to X-MAILBOX for the last message of a folder. Its name is {@code null} if the server does not report it. */
public final class LastMailboxResponse implements ResponseHandler {
    private boolean shown;
    private String name;

    private LastMailboxResponse() {}

    /** Opens the folder by EXAMINE and returns where its last message is really stored. Nothing is selected afterwards. */
    public static StoredIn ask(Conversation conversation, OpenFolder folders, String rawName) throws IOException {
        folders.forget();
        conversation.forgetExists();
        Status opened = conversation.attempt(new Command("EXAMINE").string(rawName), ResponseHandler.NONE);
        if (!opened.ok() || conversation.exists() == 0) {
            return StoredIn.UNDECIDED;
        }
        LastMailboxResponse last = new LastMailboxResponse();
        return last.storedIn(conversation.attempt(Command.of("UID FETCH", "* (UID X-MAILBOX)"), last));
    }

    @Override
    public void data(long number, String response, ResponseReader in) throws IOException {
        if (response.equals("FETCH")) {
            shown = true;
            FetchItems.readAll(in, (item, value) -> {
                boolean own = item.equals("X-MAILBOX");
                name = own ? value.astring() : name;
                return own;
            });
        }
    }

    /** @param completion of the command */
    private StoredIn storedIn(Status completion) {
        boolean refused = completion.kind().equals("BAD")
                || completion.kind().equals("NO") && completion.code().isEmpty();
        return new StoredIn(name, !shown && !refused);
    }
}
