// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.message.WholeListing;

/** A limit in a response (RFC 9738) could take all memory or all time of the process; a message that is listed twice was copied twice. */
class MessageLimitsWithoutEndTest {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    @Test
    void aLargeLimitOfACommandForAllUidsIsARefusal() throws Exception {
        server.on("UID FETCH .*", "T NO [MESSAGELIMIT 500000] too many");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.fetchFacts(ALL, message -> {}))
                    .isInstanceOf(CommandRefusedException.class);
        }
    }

    @Test
    void aServerThatDoesOneMessageForEachCommandIsGivenUp() throws Exception {
        long[] lowest = {4_000_000_000L};
        server.on("UID FETCH .*", () -> "T OK [MESSAGELIMIT 1 " + lowest[0]-- + "] done");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.fetchFacts(ALL, message -> {})).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aMessageThatIsListedTwiceIsOneMessage() throws Exception {
        SelectedFolder folder = new SelectedFolder("INBOX", new FolderStatus(2, 1, 9, 0), Set.of(), true, null);
        WholeListing all = WholeListing.of(
                null, folder, List.of(message(3), message(7), message(3)), list -> new ArrayList<>(list)::add);
        assertThat(all.facts()).extracting(MessageInfo::uid).containsExactly(3L, 7L);
    }

    private static MessageInfo message(long uid) {
        return new MessageInfo(uid, Flags.NONE, OffsetDateTime.MIN, 10, 0);
    }
}
