// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** A source and a target in memory, and the mailbox steps between them. */
final class TwoServers implements AfterEachCallback {
    static final String DATE = "03-Feb-2024 04:05:06 +0100";
    static final String USER = "anna";

    final InMemoryImapServer source = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
    final InMemoryImapServer target = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
    final InProcess line = new InProcess(source, target);

    static String mail(String subject, String body) {
        return "Message-ID: <" + subject.replace(' ', '.')
                + "@example>\r\nDate: Sat, 3 Feb 2024 04:05:06 +0100\r\nSubject: " + subject + "\r\n\r\n" + body
                + "\r\n";
    }

    /** Plain messages in the source's INBOX. */
    TwoServers with(int messages) {
        for (int i = 1; i <= messages; i++) {
            source.add("INBOX", DATE, mail("mail " + i, "text of " + i), "\\Seen");
        }
        return this;
    }

    /** The subjects in the target's INBOX, in order. */
    List<String> arrived() {
        return target.messages("INBOX").stream()
                .map(message -> message.text.replaceAll("(?s).*Subject: ([^\r]*)\r.*", "$1"))
                .toList();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        line.close();
        source.close();
        target.close();
    }
}
