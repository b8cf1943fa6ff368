// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.wire.ResponseReader;

/** STATUS of one folder (RFC 9051, 6.3.11). */
public final class StatusCommand implements ResponseHandler {
    private FolderStatus counters;

    private StatusCommand() {}

    /** Returns the counters; {@code null} if the server said OK and nothing else. */
    public static FolderStatus ask(Conversation conversation, Capabilities capabilities, String rawName)
            throws IOException {
        StatusCommand status = new StatusCommand();
        Command command = ListCommand.usingItems(
                new Command("STATUS").string(rawName).text(" " + ListCommand.items(capabilities)), capabilities, false);
        conversation.run(command, status);
        return status.counters;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("STATUS")) {
            in.blank();
            in.astring();
            counters = ListCommand.counters(in);
        }
    }
}
