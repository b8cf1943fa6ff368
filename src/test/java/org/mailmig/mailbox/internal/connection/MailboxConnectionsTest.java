// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.config.Secret;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

/** Acquired connections: while one thread compares for an hour, a server closes the idle connections of the others. */
class MailboxConnectionsTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private MailboxConnections<ImapConnection> side(Duration quiet) {
        Duration patience = Duration.ofSeconds(5);
        return new MailboxConnections<>(
                ConnectionAccess.WRITE,
                new ServerAddress(
                        "source", "127.0.0.1", server.port(), ServerAddress.Tls.NONE, null, patience, patience),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(ScriptedServer.PASSWORD)),
                "",
                4,
                new AdminLoginGuard(),
                quiet);
    }

    private static ImapConnection lentAgain(MailboxConnections<ImapConnection> side) throws Exception {
        ImapConnection first = side.acquire();
        side.release(first);
        return side.acquire();
    }

    @Test
    void aConnectionThatTheServerHasClosedIsReplaced() throws Exception {
        server.on("NOOP", "CLOSE");
        try (MailboxConnections<ImapConnection> side = side(Duration.ZERO)) {
            assertThat(lentAgain(side).isOpen()).isTrue();
            assertThat(server.heard("AUTHENTICATE")).isEqualTo(2);
            assertThat(side.opened()).isOne();
        }
    }

    @Test
    void oneThatAnswersIsLentAgain() throws Exception {
        server.on("NOOP", "T OK");
        try (MailboxConnections<ImapConnection> side = side(Duration.ZERO)) {
            lentAgain(side);
            assertThat(server.heard("AUTHENTICATE")).isOne();
        }
    }

    @Test
    void oneThatWasUsedJustNowIsNotAsked() throws Exception {
        try (MailboxConnections<ImapConnection> side = side(Duration.ofMinutes(1))) {
            lentAgain(side);
            assertThat(server.heard("NOOP")).isZero();
            assertThat(server.heard("AUTHENTICATE")).isOne();
        }
    }
}
