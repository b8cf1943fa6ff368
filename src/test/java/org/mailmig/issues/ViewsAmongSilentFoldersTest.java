// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.folders.VirtualFolders;

/**
 * Two folders whose messages the server does not show ended the search for views, whose messages were then copied twice. Of two namespaces
 * that contain a folder, the first in the list decided, and not the one with the longer prefix.
 */
class ViewsAmongSilentFoldersTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer().offers("NAMESPACE");

    private static ListedFolder folder(String name) {
        return new ListedFolder(name, name, '/', Set.of(), false, new FolderStatus(3, 1, 4, 0));
    }

    private List<String> views(String... names) throws Exception {
        try (ImapConnection connection = server.connect()) {
            return new VirtualFolders()
                            .marked(
                                    connection,
                                    Stream.of(names)
                                            .map(ViewsAmongSilentFoldersTest::folder)
                                            .toList())
                            .stream()
                            .filter(folder -> !folder.attributes().isEmpty())
                            .map(ListedFolder::rawName)
                            .toList();
        }
    }

    private void namespaces(String personal) {
        server.on("NAMESPACE", "* NAMESPACE (" + personal + ") NIL NIL", "T OK done");
    }

    private static String in(String folder) {
        return "* 3 FETCH (UID 7 X-MAILBOX \"" + folder + "\")\r\nT OK done";
    }

    @ParameterizedTest
    @ValueSource(strings = {"T OK done", "T NO [NOPERM] not these", "T NO [EXPUNGEISSUED] gone"})
    void foldersThatShowNoMessageDoNotEndTheSearch(String answer) throws Exception {
        namespaces("(\"\" \"/\")(\"Views/\" \"/\")");
        server.on("EXAMINE .*", "* 3 EXISTS", "T OK done").inTurn("UID FETCH .*", answer, answer, answer, in("INBOX"));
        assertThat(views("Views/a", "Views/b", "Views/c", "Views/d")).containsExactly("Views/d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T NO no rights", "* 0 EXISTS\r\nT OK done"})
    void norDoFoldersThatAreEmptyOrClosed(String answer) throws Exception {
        namespaces("(\"\" \"/\")(\"Views/\" \"/\")");
        server.on("EXAMINE .*[abc]\"", answer)
                .on("EXAMINE .*", "* 3 EXISTS", "T OK done")
                .on("UID FETCH .*", in("INBOX"));
        assertThat(views("Views/a", "Views/b", "Views/c", "Views/d")).containsExactly("Views/d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T BAD what?", "T NO what?", "* 3 FETCH (UID 7)\r\nT OK done"})
    void aServerThatDoesNotReportItIsAskedTwice(String answer) throws Exception {
        namespaces("(\"\" \"/\")(\"Views/\" \"/\")");
        server.on("EXAMINE .*", "* 3 EXISTS", "T OK done").on("UID FETCH .*", answer);
        assertThat(views("Views/a", "Views/b", "Views/c", "Views/d")).isEmpty();
        assertThat(server.heard("UID FETCH")).isEqualTo(2);
    }

    @Test
    void theLongerPrefixDecides() throws Exception {
        namespaces("(\"\" \"/\")(\"Archive/\" \"/\")(\"Archive/Views/\" \"/\")");
        server.on("EXAMINE .*", "* 3 EXISTS", "T OK done").inTurn("UID FETCH .*", in("Archive/1"), in("Archive/1"));
        assertThat(views("Archive/1", "Archive/2", "Archive/Views/All")).containsExactly("Archive/Views/All");
    }

    @Test
    void theFirstNamespaceMayBeTheLongerOne() throws Exception {
        namespaces("(\"INBOX/\" \"/\")(\"INB\" \"/\")");
        server.on("EXAMINE .*", "* 3 EXISTS", "T OK done").on("UID FETCH .*", in("INBOX"));
        assertThat(views("INBOX/1", "INBOX/2")).isEmpty();
        assertThat(server.heard("UID FETCH")).isZero();
    }
}
