// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** Cyrus takes the clock for UIDVALIDITY, and tells folders apart by MAILBOXID (RFC 8474). */
@RealCyrus
class CyrusRenameIT {
    private final String user = Users.fresh("cyr");

    @Test
    void aFolderRenamedAtTheSourceIsKnownAgainThoughOthersWereMadeInTheSameSecond() throws Exception {
        Mailbox source = new Mailbox(Cyrus.source(), user)
                .create("A", "B", "C", "D")
                .append(
                        Mail.of("one", "1").in("A"),
                        Mail.of("two", "2").in("B"),
                        Mail.of("three", "3").in("C"),
                        Mail.of("four", "4").in("D"));
        try (InProcess line = new InProcess(Cyrus.source(), Dovecot.target())) {
            merged(line, 4);
            source.rename("B", "New").append(Mail.of("five", "5").in("New"));
            merged(line, 1);
            merged(line, 0);
        }
        assertThat(new Mailbox(Dovecot.target(), user).snapshot().folders())
                .containsOnlyKeys("INBOX", "A", "C", "D", "New");
        assertThat(source.snapshot().differences(new Mailbox(Dovecot.target(), user).snapshot()))
                .isEmpty();
    }

    private void merged(InProcess line, int copied) {
        AccountResult result = line.merge(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(copied);
    }
}
