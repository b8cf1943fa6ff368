// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;

/** Distinguishes a refused admin login because of the row, whose user does not exist, from one because of the configuration. */
@RealServers
class AdminLoginIT {
    private final String known = Users.fresh("kim");
    private final String unknown = Users.fresh("ghost");
    private InProcess line;

    @BeforeEach
    void start() throws Exception {
        line = new InProcess();
        line.source(known).append(Mail.of("hello", "text"));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void aUserThatTheSourceDoesNotKnowFailsAlone() {
        AccountResult misspelt = line.run(row(unknown, known));
        assertThat(misspelt.outcome).isEqualTo(Outcome.FAILED);
        assertThat(misspelt.reason).contains(unknown, "source_user", "line 2").doesNotContain("admin-password");
        assertThat(line.merge(known).outcome).isEqualTo(Outcome.DONE);
    }

    @Test
    void aUserThatTheTargetDoesNotKnowFailsAlone() {
        AccountResult misspelt = line.run(row(known, unknown));
        assertThat(misspelt.outcome).isEqualTo(Outcome.FAILED);
        assertThat(misspelt.reason).contains(unknown, "target_user", "line 2").doesNotContain("admin-password");
        assertThat(line.merge(known).outcome).isEqualTo(Outcome.DONE);
    }

    @Test
    void aWrongAdminPasswordStopsTheServerAfterASecondUserAtTheLatest() {
        line.with("mailmig.target.admin-password", "wrong");
        line.merge(known);
        String second = Users.fresh("lea");
        line.source(second).append(Mail.of("hello", "text"));
        AccountResult stopped = line.merge(second);
        assertThat(stopped.outcome).isEqualTo(Outcome.FAILED);
        assertThat(stopped.reason).contains("mailmig.target.admin-password");

        AccountResult third = line.merge(Users.fresh("lea"));
        assertThat(third.reason).contains("mailmig.target.admin-password").doesNotContain("AUTHENTICATE");
        assertThat(third.reason).hasSizeLessThan(250);

        line.with("mailmig.target.admin-password", Dovecot.ADMIN_PASSWORD);
        assertThat(line.merge(known).outcome)
                .describedAs("another password is another chance")
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void aTokenThatServesAllOwnersIsTriedForTwoOfThem() throws Exception {
        try (ScriptedServer cloud = new ScriptedServer()) {
            cloud.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello")
                    .on("AUTHENTICATE XOAUTH2 .*", "T NO [AUTHENTICATIONFAILED] expired");
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + cloud.port())
                    .with("mailmig.source.admin-style", "xoauth2")
                    .with("mailmig.source.admin-user", "");
            for (int owner = 0; owner < 2; owner++) {
                assertThat(line.merge(Users.fresh("lea")).outcome).isEqualTo(Outcome.FAILED);
            }
            assertThat(line.merge(Users.fresh("lea")).reason).contains("token of all owners", "admin-password");
            assertThat(cloud.heard("AUTHENTICATE")).isEqualTo(2);
        }
    }

    private static ControlRow row(String source, String target) {
        return ControlRow.of(2, source, target, Mode.MERGE).build();
    }
}
