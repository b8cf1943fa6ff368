// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** An unchanged folder was not examined, and a surplus found by an earlier pass was no longer reported. */
@RealServers
class SurplusNamedEachTimeIT {
    private final String user = Users.fresh("surplus");

    private static void isTold(AccountResult result, long goneAtSource, long goneAtTarget) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.goneAtSource).describedAs("gone at the source").isEqualTo(goneAtSource);
        assertThat(result.goneAtTarget).describedAs("gone at the target").isEqualTo(goneAtTarget);
        assertThat(result.folders.get(0).goneAtSource()).isEqualTo(goneAtSource == 0 ? "" : "2");
        assertThat(result.folders.get(0).verified()).isEqualTo(3 - goneAtSource - goneAtTarget);
    }

    @Test
    void removedMessagesAreReportedByEachMergeThatFollows() throws Exception {
        try (InProcess line = new InProcess()) {
            Mailbox source = line.source(user).append(Mail.of("one", "1"), Mail.of("two", "2"), Mail.of("three", "3"));
            isTold(line.clone(user), 0, 0);
            source.remove("INBOX", "2");
            isTold(line.merge(user), 1, 0);
            isTold(line.merge(user), 1, 0);
            line.target(user).remove("INBOX", "3");
            isTold(line.merge(user), 1, 1);
            isTold(line.merge(user), 1, 1);
        }
    }
}
