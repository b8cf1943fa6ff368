// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/** A listing that the server refuses half-way is requested again in a plainer form; its first messages were then counted twice. */
class ListedAgainAfterARefusalTest {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer().offers("CONDSTORE");

    private final List<Long> seen = new ArrayList<>();

    @BeforeEach
    void serve() {
        server.on("EXAMINE .*", "* 4 EXISTS", "T OK done")
                .on("UID FETCH .*MODSEQ.*", facts(2, " MODSEQ (9)") + "T BAD what is MODSEQ?")
                .on("UID FETCH .*", facts(4, "") + "T OK done");
    }

    private static String facts(int messages, String more) {
        return IntStream.rangeClosed(1, messages)
                .mapToObj(uid -> "* " + uid + " FETCH (UID " + uid
                        + " FLAGS () INTERNALDATE \"01-Feb-1995 10:20:30 +0000\" RFC822.SIZE 9" + more + ")\r\n")
                .collect(Collectors.joining());
    }

    private ImapConnection connect() throws Exception {
        ImapConnection connection = server.connect();
        connection.includeModSeqs(true);
        return connection;
    }

    private void see(MessageInfo message) {
        seen.add(message.uid());
    }

    @Test
    void ofTheOpenFolder() throws Exception {
        try (ImapConnection connection = connect()) {
            connection.examine("INBOX");
            connection.fetchFacts(ALL, this::see);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(server.heard("UID FETCH")).isEqualTo(2);
    }

    /** The second name needs a literal, so that its folder is opened first. */
    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "Caf\u00e9"})
    void ofAFolderThatIsOpenedForIt(String rawName) throws Exception {
        try (ImapConnection connection = connect()) {
            connection.examine(rawName, ALL, this::see);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(server.heard("UID FETCH")).isEqualTo(2);
    }

    @Test
    void ofSeveralFolders() throws Exception {
        List<Long> other = new ArrayList<>();
        try (ImapConnection connection = connect()) {
            connection.examineEach(List.of(
                    new FolderQuery("one", ALL, this::see),
                    new FolderQuery("two", ALL, message -> other.add(message.uid()))));
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(other).containsExactly(1L, 2L, 3L, 4L);
    }
}
