// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UID FETCH, SEARCH, STORE and EXPUNGE in the selected folder. */
final class UidCommand {
    private static final Pattern SET = Pattern.compile("UID (\\S+)");
    private static final Pattern CHANGE = Pattern.compile("([+-]?)FLAGS\\S* \\(([^)]*)\\)");

    private final InMemoryImapServer server;
    private final Faults faults;
    private final Folder folder;
    private final String folderName;
    private final Untagged untagged;
    private String limited = "";

    UidCommand(InMemoryImapServer server, Folder folder, String folderName, Untagged untagged) {
        this.server = server;
        this.faults = server.faults;
        this.folder = folder;
        this.folderName = folderName;
        this.untagged = untagged;
    }

    /** Returns the tagged response without its tag. */
    String run(Command command) {
        switch (command.word(1)) {
            case "FETCH" -> {
                if (command.has("X-MAILBOX") && !server.folders.hasViews()) {
                    return "BAD unknown item";
                }
                fetch(limited(folder.uids(command.word(2))), command.rest(3));
            }
            case "SEARCH" -> search(command.rest(2));
            case "STORE" -> store(limited(folder.uids(command.word(2))), command.rest(3));
            case "EXPUNGE" -> limited(deleted(folder.uids(command.word(2)))).forEach(folder.messages::remove);
            default -> {
                return "BAD unknown command";
            }
        }
        return limited.isEmpty() ? "OK done" : faults.limitedAnswer + " " + limited + "done";
    }

    /** The last ones, as RFC 9738 requires. */
    private List<Long> limited(List<Long> uids) {
        if (faults.limit == 0 || uids.size() <= faults.limit) {
            return uids;
        }
        List<Long> some = uids.subList(uids.size() - faults.limit, uids.size());
        limited = "[MESSAGELIMIT " + faults.limit + " " + some.get(0) + "] ";
        return some;
    }

    private void fetch(List<Long> uids, String items) {
        Fetch fetch = new Fetch(faults, items, server.folders.storedIn(folderName));
        HashSet<Long> wanted = new HashSet<>(uids);
        int number = 0;
        for (Message message : folder.messages.values()) {
            number++;
            if (wanted.contains(message.uid)) {
                fetch.response(number, message).ifPresent(untagged::say);
            }
        }
    }

    private void search(String criteria) {
        Matcher set = SET.matcher(criteria);
        StringBuilder line = new StringBuilder("* SEARCH");
        limited(folder.uids(set.find() ? set.group(1) : "1:*")).stream()
                .filter(faults.finds::test)
                .forEach(uid -> line.append(' ').append(uid));
        untagged.say(line.toString());
    }

    private void store(List<Long> uids, String how) {
        Matcher change = CHANGE.matcher(how);
        if (!change.find()) {
            return;
        }
        List<String> flags = faults.kept("STORE", List.of(change.group(2).split(" ")));
        for (long uid : uids) {
            Message message = folder.messages.get(uid);
            switch (change.group(1)) {
                case "+" -> message.flags.addAll(flags);
                case "-" -> flags.forEach(message.flags::remove);
                default -> {
                    message.flags.clear();
                    message.flags.addAll(flags);
                }
            }
        }
    }

    private List<Long> deleted(List<Long> uids) {
        return uids.stream()
                .filter(uid -> folder.messages.get(uid).flags.contains("\\Deleted"))
                .toList();
    }
}
