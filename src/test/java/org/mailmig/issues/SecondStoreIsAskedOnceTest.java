// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** Whether a folder of a further personal namespace is a view was asked for each folder, at each listing. */
class SecondStoreIsAskedOnceTest {
    private static final int FOLDERS = 12;
    private static final String WITH_NAMESPACES = "((\"\" \"/\")(\"Views/\" \"/\")(\"Archive/\" \"/\")) NIL NIL";

    private final InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final InProcess line = new InProcess(source, target);

    @AfterEach
    void close() {
        line.close();
        source.close();
        target.close();
    }

    private long asked() {
        return source.commands.stream()
                .filter(command -> command.contains("X-MAILBOX"))
                .count();
    }

    private void archive() {
        source.namespaces(WITH_NAMESPACES).with("INBOX", "in");
        for (int i = 0; i < FOLDERS; i++) {
            source.with("Archive/" + i, "old " + i);
        }
    }

    @Test
    void oneFolderAnswersForItsNamespaceAndEachViewForItself() {
        archive();
        source.view("Views/All", "INBOX").with("Views/All", "in");
        source.view("Views/Old", "Archive/1").with("Views/Old", "old 1");
        AccountResult result = line.merge("anna");
        assertThat(asked()).isEqualTo(3);
        assertThat(target.subjects().keySet())
                .hasSize(FOLDERS + 1)
                .contains("INBOX", "Archive/0")
                .noneMatch(name -> name.startsWith("Views"));
        assertThat(result.notes)
                .filteredOn(note -> note.contains("shows messages of other folders"))
                .hasSize(2);
    }

    @Test
    void aServerThatDoesNotSayIsNotAskedForEachFolder() {
        archive();
        line.merge("anna");
        assertThat(asked()).isLessThanOrEqualTo(2);
        assertThat(target.subjects().keySet()).hasSize(FOLDERS + 1);
    }
}
