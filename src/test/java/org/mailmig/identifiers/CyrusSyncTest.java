// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.config.Secret;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

/** No identifiers are sent to a server that announces Cyrus' replication but behaves differently. */
class CyrusSyncTest {
    private static final String INBOX =
            "* MAILBOX %%(MBOXNAME user.anna UNIQUEID abcdefgh UIDVALIDITY %d LAST_UID 0 HIGHESTMODSEQ 1 PARTITION default"
                    + " ACL \"anna lrs\" OPTIONS P)";

    private final Set<String> proved = new HashSet<>();
    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer()
                .offers("X-REPLICATION")
                .on("STATUS .*", "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)", "T OK done");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void probe() throws Exception {
        ServerAddress address = new ServerAddress(
                "target",
                "127.0.0.1",
                server.port(),
                ServerAddress.Tls.NONE,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        Login owner = new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(ScriptedServer.PASSWORD));
        Login admin = new Login(Login.Style.PASSWORD, "cyrus", null, () -> Secret.of(ScriptedServer.PASSWORD));
        try (CyrusSync sync = new CyrusSync(new CyrusAdmin(address, admin, false), "anna", proved);
                ImapConnection target = ImapConnection.open(address, owner)) {
            sync.probe(target);
        }
    }

    /** It runs the text of the harmless message as commands, which its response shows. */
    @Test
    void oneThatTakesATextForCommandsIsRefusedAfterAHarmlessOne() {
        server.on("SYNCGET MAILBOXES .*", INBOX.formatted(7), "T OK done")
                .on("SYNCAPPLY MESSAGE.*", "T BAD what is a literal?");
        assertThatThrownBy(this::probe)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not accept messages as Cyrus 3.6 does")
                .hasMessageContaining("mailmig.target.identity.kind = none");
        assertThat(proved).isEmpty();
    }

    @Test
    void oneThatRefusesItIsTakenForNoCyrusEither() {
        server.on("SYNCGET MAILBOXES .*", INBOX.formatted(7), "T OK done").on("SYNCAPPLY MESSAGE.*", "T NO not today");
        assertThatThrownBy(this::probe).isInstanceOf(RefusedException.class).hasMessageContaining("not today");
        assertThat(proved).isEmpty();
    }

    @Test
    void oneThatShowsAnotherInboxIsRefusedBeforeAnyText() {
        server.on("SYNCGET MAILBOXES .*", INBOX.formatted(8), "T OK done")
                .on("SYNCAPPLY MESSAGE.*", "T BAD never asked");
        assertThatThrownBy(this::probe)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is it the same server?");
    }

    @Test
    void oneThatOffersNoReplicationIsRefused() {
        server.offers("UIDPLUS");
        assertThatThrownBy(this::probe).isInstanceOf(RefusedException.class).hasMessageContaining("X-REPLICATION");
    }

    @Test
    void onesThatAreProvedAreNotAskedAgain() throws Exception {
        server.on("SYNCGET MAILBOXES .*", INBOX.formatted(7), "T OK done")
                .on("SYNCAPPLY MESSAGE.*", "T BAD never asked");
        proved.add("127.0.0.1:" + server.port());
        probe();
        assertThat(List.copyOf(proved)).hasSize(1);
    }
}
