// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** "The mailbox is full; raise its quota": it was full of our own gap fillers, which were never removed. */
@RealServers
class PlaceholdersInTheWayIT {
    private final String user = Users.fresh("room");

    private static List<Long> uids(Mailbox mailbox) {
        return mailbox.snapshot().folders().get("INBOX").messages().stream()
                .map(Snapshot.Message::uid)
                .toList();
    }

    @Test
    void aQuotaThatHoldsTheMessagesAndNotThePlaceholdersIsEnough() throws Exception {
        Dovecot tight = Dovecot.shared(DovecotOptions.named("tight").quota("1M:messages=7"));
        try (InProcess line = new InProcess(Dovecot.source(), tight).withIdentity()) {
            Mailbox source = line.source(user)
                    .append(IntStream.rangeClosed(1, 12)
                            .mapToObj(i -> Mail.of("mail " + i, "text " + i))
                            .toList())
                    .remove("INBOX", "4:9");
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(uids(line.target(user))).isEqualTo(uids(source)).containsExactly(1L, 2L, 3L, 10L, 11L, 12L);
        }
    }
}
