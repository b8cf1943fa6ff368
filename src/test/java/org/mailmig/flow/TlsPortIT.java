// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;

/** Ports and certificates that are not what the configuration takes them for. */
@RealServers
class TlsPortIT {
    private final String user = Users.fresh("tia");

    @TempDir
    Path dir;

    @Test
    void clearTextToAPortThatSpeaksTlsNamesTheRightScheme() throws Exception {
        try (InProcess line = new InProcess()) {
            line.with(
                    "mailmig.source.uri", "imap://127.0.0.1:" + Dovecot.source().imapsPort());
            AccountResult result = line.merge(user);
            assertThat(result.outcome).isEqualTo(Outcome.FAILED);
            assertThat(result.reason).contains("imaps://", "mailmig.source.uri");
        }
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedByItsFile() throws Exception {
        Certificate.loopback().writePem(dir);
        try (InProcess line = new InProcess()) {
            line.with(
                            "mailmig.source.uri",
                            "imaps://127.0.0.1:" + Dovecot.source().imapsPort())
                    .with("mailmig.source.tls", "implicit");
            assertThat(line.merge(user).reason)
                    .contains("mailmig.source.ca-file")
                    .doesNotContain("Exception");
            line.with("mailmig.source.ca-file", dir.resolve("cert.pem").toString());
            line.source(user).append(Mail.of("one", "1"));
            AccountResult result = line.merge(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        }
    }
}
