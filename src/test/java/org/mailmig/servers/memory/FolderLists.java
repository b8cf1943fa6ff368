// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import static org.mailmig.servers.memory.Untagged.quoted;

import java.util.regex.Pattern;

/** The responses to LIST and LSUB. */
final class FolderLists {
    private final InMemoryImapServer server;
    private final Folders folders;
    private final Untagged untagged;

    FolderLists(InMemoryImapServer server, Untagged untagged) {
        this.server = server;
        this.folders = server.folders;
        this.untagged = untagged;
    }

    String list(String pattern) {
        if (pattern.isEmpty()) {
            line("LIST", "\\Noselect", "");
            return "OK done";
        }
        Pattern wanted = regex(pattern);
        for (String name : folders.names()) {
            String shown = server.listed(name);
            if (wanted.matcher(name).matches() || wanted.matcher(shown).matches()) {
                line("LIST", folders.selectable(name) == null ? "\\Noselect" : folders.role(name), shown);
            }
        }
        return "OK done";
    }

    String lsub() {
        folders.subscribed().forEach(name -> line("LSUB", "", server.listed(name)));
        return "OK done";
    }

    private Pattern regex(String pattern) {
        String regex = Pattern.quote(pattern)
                .replace("*", "\\E.*\\Q")
                .replace("%", "\\E[^" + Pattern.quote(String.valueOf(folders.separator())) + "]*\\Q");
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private void line(String verb, String attributes, String name) {
        untagged.say("* " + verb + " (" + attributes + ") \"" + folders.separator() + "\" " + quoted(name));
    }
}
