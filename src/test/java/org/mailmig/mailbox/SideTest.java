// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.Secret;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.ScriptedServer;

/** Connections that are lent: while one thread compares for an hour, a server closes what the others had used. */
class SideTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private Side<ImapConnection> side(Duration quiet) {
        Duration patience = Duration.ofSeconds(5);
        return new Side<>(
                Access.WRITE,
                new ImapServer("source", "127.0.0.1", server.port(), ImapServer.Tls.NONE, null, patience, patience),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(ScriptedServer.PASSWORD)),
                "",
                4,
                new AdminLogins(),
                quiet);
    }

    private static ImapConnection lentAgain(Side<ImapConnection> side) throws Exception {
        ImapConnection first = side.lend();
        side.giveBack(first);
        return side.lend();
    }

    @Test
    void oneThatTheServerHasClosedMeanwhileIsReplaced() throws Exception {
        server.on("NOOP", "CLOSE");
        try (Side<ImapConnection> side = side(Duration.ZERO)) {
            assertThat(lentAgain(side).isOpen()).isTrue();
            assertThat(server.heard("AUTHENTICATE")).isEqualTo(2);
            assertThat(side.opened()).isOne();
        }
    }

    @Test
    void oneThatAnswersIsLentAgain() throws Exception {
        server.on("NOOP", "T OK");
        try (Side<ImapConnection> side = side(Duration.ZERO)) {
            lentAgain(side);
            assertThat(server.heard("AUTHENTICATE")).isOne();
        }
    }

    @Test
    void oneThatWasUsedJustNowIsNotAsked() throws Exception {
        try (Side<ImapConnection> side = side(Duration.ofMinutes(1))) {
            lentAgain(side);
            assertThat(server.heard("NOOP")).isZero();
            assertThat(server.heard("AUTHENTICATE")).isOne();
        }
    }
}
