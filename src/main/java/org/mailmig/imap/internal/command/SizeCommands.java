// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.internal.messages.SearchResponse;
import org.mailmig.imap.internal.messages.UidSearch;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Feature;
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
        Set<String> all = Set.copyOf(rawNames);
        for (String rawName : rawNames) {
            Command command = new Command("STATUS").string(rawName).text(" (" + item + ")");
            ResponseHandler taker = number(item, rawName, all, numbers);
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

    /** The name in the response decides, since a server may work on several commands at once. Servers may write it differently. */
    private static ResponseHandler number(String item, String rawName, Set<String> all, Map<String, Long> numbers) {
        return new ResponseHandler() {
            @Override
            public void data(long number, String name, ResponseReader in) throws IOException {
                if (!name.equals("STATUS")) {
                    return;
                }
                in.blank();
                String named = in.astring();
                in.blank();
                List<String> words = in.words();
                for (int i = 0; i + 1 < words.size(); i += 2) {
                    if (words.get(i).equalsIgnoreCase(item) && Numbers.is(words.get(i + 1))) {
                        numbers.put(all.contains(named) ? named : rawName, Numbers.parse(words.get(i + 1)));
                    }
                }
            }
        };
    }

    /** Returns the UIDs of messages larger than {@code octets} bytes, by raw name (RFC 9051, 6.4.4), without folders that have none. */
    public Map<String, UidSet> larger(List<Command> openings, List<String> rawNames, long octets, UidSearch searching)
            throws IOException {
        Map<String, UidSet> all = new HashMap<>();
        String larger = "LARGER " + Math.min(octets, 0xFFFFFFFFL);
        for (int i = 0; i < openings.size(); i++) {
            SearchResponse found = new SearchResponse(1);
            Command search = Command.of("UID SEARCH", larger);
            if (openings.get(i).hasLiteral()) {
                conversation.run(openings.get(i), ResponseHandler.NONE);
                searching.finish(search, larger, conversation.attempt(search, found), found);
            } else {
                List<Status> done =
                        conversation.pipeline(List.of(openings.get(i), search), List.of(ResponseHandler.NONE, found));
                conversation.accepted(openings.get(i), done.get(0));
                searching.finish(search, larger, done.get(1), found);
            }
            if (!found.uids().isEmpty()) {
                all.put(rawNames.get(i), found.uids());
            }
        }
        return all;
    }
}
