// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.ResponseReader;

/** Reads a user's subscriptions, in all namespaces (RFC 5258, 3.1; RFC 3501, 6.3.9). */
public final class LsubCommand implements ResponseHandler {
    private final List<String> rawNames = new ArrayList<>();

    private LsubCommand() {}

    public static List<String> ask(Conversation conversation, Capabilities capabilities) throws IOException {
        boolean extended = capabilities.has("LIST-EXTENDED")
                || capabilities.has("IMAP4REV2") && !capabilities.quirks().lacks(Feature.LIST_EXTENDED);
        LsubCommand answer = new LsubCommand();
        conversation.run(
                extended
                        ? new Command("LIST (SUBSCRIBED) \"\" \"*\"").uses(Feature.LIST_EXTENDED)
                        : new Command("LSUB \"\" \"*\""),
                answer);
        return answer.rawNames;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (!name.equals("LIST") && !name.equals("LSUB")) {
            return;
        }
        in.blank();
        List<String> attributes =
                in.words().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        in.blank();
        in.nstring();
        in.blank();
        String rawName = in.astring();
        // LSUB shows the parent of a subscribed folder as \\Noselect.
        if (name.equals("LIST") ? attributes.contains("\\subscribed") : !attributes.contains("\\noselect")) {
            rawNames.add(rawName);
        }
    }
}
