// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.cyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;

/** Nothing is sent that a server which misparses a literal could run as a command. */
class CyrusSyncCommandsTest {
    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
    private static final byte[] TEXT = "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private ScriptedServer server;
    private ImapConnection connection;
    private CyrusSyncCommands admin;

    @BeforeEach
    void open() throws Exception {
        server = new ScriptedServer().offers("X-REPLICATION");
        connection = server.connect();
        admin = connection.replication();
        server.commands.clear();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        server.close();
    }

    private static CyrusSyncMailbox folder(String name, String id, String partition, String acl, String options) {
        return new CyrusSyncMailbox(
                name,
                id,
                1,
                0,
                1,
                CyrusSyncMailbox.NO_CRC,
                CyrusSyncMailbox.NO_ANNOTATION_CRC,
                partition,
                acl,
                options,
                List.of());
    }

    private static CyrusSyncMessage message(String sha1, long size, String... flags) {
        return new CyrusSyncMessage(1, 1, 0, Flags.of(flags), 0, size, sha1);
    }

    @Test
    void wordsGoAsTheyAreAndOthersInQuotes() throws Exception {
        admin.state(folder("user.anna.a b\"c\\d", "abcdef0123", "default", "anna\tlrs\t", "P"), null, List.of());
        assertThat(server.commands)
                .singleElement()
                .asString()
                .contains(
                        "UNIQUEID abcdef0123 MBOXNAME \"user.anna.a b\\\"c\\\\d\"",
                        "PARTITION default ACL \"anna\tlrs\t\" OPTIONS P");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user.anna\r\nA1 DELETE user.anna", "user.\u00fc", "user.\0", "user.\u007f", "a\tb\r"})
    void aNameWithControlOrEightBitCharactersIsNotSent(String name) {
        assertThatThrownBy(() -> admin.state(folder(name, "abcdef0123", "default", "", ""), null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> admin.folder(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> admin.withId(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.commands).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a)", "x{3}", "\u00e4", "(", "a%b"})
    void soIsAnIdAPartitionOrAnOptionThatIsNone(String odd) {
        List<AppendMessage.Body> bodies = List.of(out -> out.write(TEXT));
        assertThatThrownBy(() -> admin.state(folder("user.a", odd, "default", "", ""), null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> admin.state(folder("user.a", "abcdef0123", odd, "", ""), null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> admin.texts(odd, List.of(message(SHA1, TEXT.length)), bodies))
                .isInstanceOf(IllegalArgumentException.class);
        if (!odd.isEmpty()) {
            assertThatThrownBy(() -> admin.state(folder("user.a", "abcdef0123", "default", "", odd), null, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(server.commands).isEmpty();
    }

    @Test
    void aMessageIsWhatItsNumbersAndChecksumSayOrNone() {
        assertThatThrownBy(() -> message("xyz", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message(SHA1.toUpperCase(java.util.Locale.ROOT), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message(SHA1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(message(SHA1, 1, "ok", "a b", "(", "\\Seen").flags().names())
                .containsExactlyInAnyOrder("ok", "\\Seen");
    }

    @Test
    void aTextOfAnotherLengthThanAnnouncedDropsTheLine() {
        List<AppendMessage.Body> bodies = List.of(out -> out.write(TEXT, 0, 3));
        assertThatThrownBy(() -> admin.texts("default", List.of(message(SHA1, TEXT.length)), bodies))
                .hasMessageContaining("than announced");
        assertThat(connection.isOpen()).isFalse();
    }
}
