// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.internal.messages.SearchResponse;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** Reads the sizes of folders (RFC 8438) and their limits (RFC 7889) by STATUS, and finds messages above a size. */
public final class SizeCommands {
    private static final int AT_ONCE = 16;

    private final Conversation conversation;

    public SizeCommands(Conversation conversation) {
        this.conversation = conversation;
    }

    /** Returns whether STATUS supports SIZE (RFC 8438, 3; RFC 9051, 6.3.11). */
    public static boolean areOffered(Capabilities capabilities) {
        return capabilities.has("STATUS=SIZE")
                || capabilities.has("IMAP4REV2") && !capabilities.quirks().lacks(Feature.STATUS_SIZE);
    }

    /** Returns STATUS's number for this item, by raw name, without folders that have none or whose STATUS is refused. */
    public Map<String, Long> numbers(String item, List<String> rawNames) throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        List<Command> commands = new ArrayList<>();
        List<ResponseHandler> takers = new ArrayList<>();
        for (String rawName : rawNames) {
            Command command = new Command("STATUS").string(rawName).text(" (" + item + ")");
            ResponseHandler taker = number(item, rawName, numbers);
            if (command.hasLiteral()) {
                conversation.attempt(command, taker);
                continue;
            }
            commands.add(command);
            takers.add(taker);
            if (commands.size() == AT_ONCE) {
                conversation.pipeline(commands, takers);
                commands.clear();
                takers.clear();
            }
        }
        conversation.pipeline(commands, takers);
        return numbers;
    }

    private static ResponseHandler number(String item, String rawName, Map<String, Long> numbers) {
        return new ResponseHandler() {
            @Override
            public void data(long number, String name, ResponseReader in) throws IOException {
                if (!name.equals("STATUS")) {
                    return;
                }
                in.blank();
                in.astring();
                in.blank();
                List<String> words = in.words();
                for (int i = 0; i + 1 < words.size(); i += 2) {
                    if (words.get(i).equalsIgnoreCase(item) && Numbers.is(words.get(i + 1))) {
                        numbers.put(rawName, Numbers.parse(words.get(i + 1)));
                    }
                }
            }
        };
    }

    /** Returns the UIDs of messages larger than {@code octets} bytes, by raw name (RFC 9051, 6.4.4), without folders that have none. */
    public Map<String, UidSet> larger(List<Command> openings, List<String> rawNames, long octets) throws IOException {
        Map<String, UidSet> larger = new HashMap<>();
        for (int i = 0; i < openings.size(); i++) {
            SearchResponse found = new SearchResponse(1);
            Command search = Command.of("UID SEARCH", "LARGER " + Math.min(octets, 0xFFFFFFFFL));
            if (openings.get(i).hasLiteral()) {
                conversation.run(openings.get(i), ResponseHandler.NONE);
                conversation.run(search, found);
            } else {
                List<Status> done =
                        conversation.pipeline(List.of(openings.get(i), search), List.of(ResponseHandler.NONE, found));
                conversation.accepted(openings.get(i), done.get(0));
                conversation.accepted(search, done.get(1));
            }
            if (!found.uids().isEmpty()) {
                larger.put(rawNames.get(i), found.uids());
            }
        }
        return larger;
    }
}
