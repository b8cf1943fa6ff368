// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A folder's identifier (RFC 8474, 4.2), which scripts may name. */
class MailboxIdTest {
    @Test
    void selectionReportsItIfTheServerHasOne() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on(
                                "EXAMINE .?a.?",
                                "* OK [MAILBOXID (F2212ea87-6097-4256-9d51)] Ok",
                                "* 0 EXISTS",
                                "T OK [READ-ONLY] done")
                        .on("EXAMINE .?b.?", "* 0 EXISTS", "T OK [READ-ONLY] done");
                ImapConnection connection = server.connect()) {
            assertThat(connection.examine("a").mailboxId()).isEqualTo("F2212ea87-6097-4256-9d51");
            assertThat(connection.examine("b").mailboxId()).isEmpty();
        }
    }
}
