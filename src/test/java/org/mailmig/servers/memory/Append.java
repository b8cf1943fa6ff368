// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** APPEND of one message or several (RFC 3502). */
final class Append {
    private static final Pattern MESSAGE =
            Pattern.compile("\\G *(?:\\(([^)]*)\\) )? *(?:\"([^\"]*)\" )? *\u0000(\\d+)\u0000");
    private static final String NO_DATE = "02-Jan-2024 10:00:00 +0000";

    private final InMemoryImapServer server;

    Append(InMemoryImapServer server) {
        this.server = server;
    }

    String run(Command command) {
        Folder folder = server.folders.selectable(command.word(1));
        if (folder == null) {
            return "NO [TRYCREATE] no such folder";
        }
        List<Long> uids = new ArrayList<>();
        Matcher each = MESSAGE.matcher(command.rest(2));
        while (each.find()) {
            String flags = each.group(1) == null ? "" : each.group(1);
            uids.add(store(
                    folder,
                    server.faults.kept("APPEND", List.of(flags.split(" "))),
                    each.group(2) == null ? NO_DATE : each.group(2),
                    command.literal(Integer.parseInt(each.group(3)))));
        }
        if (uids.isEmpty()) {
            return "BAD no message";
        }
        String set = uids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return server.has("UIDPLUS") ? "OK [APPENDUID " + folder.uidValidity + " " + set + "] done" : "OK done";
    }

    private long store(Folder folder, List<String> flags, String date, String text) {
        Faults faults = server.faults;
        if (faults.forgets.test(text)) {
            return folder.skipUid();
        }
        String stored = faults.stores.apply(text);
        return folder.messages.values().stream()
                .filter(message -> faults.single && message.text.equals(stored))
                .findFirst()
                .map(message -> message.uid)
                .orElseGet(() -> folder.add(flags, date, stored));
    }
}
