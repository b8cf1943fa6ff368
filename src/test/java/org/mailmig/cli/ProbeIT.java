// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.run.FidelityChecks;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** {@code plan --probe} at real servers: what they do is said, and nothing of it stays. */
@RealServers
class ProbeIT {
    private final String user = Users.fresh("probe");
    private final StringWriter written = new StringWriter();
    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void dovecotAltersNulAndLineEndsAndItsMailboxIsAsBefore() throws Exception {
        Mailbox mailbox = new Mailbox(Dovecot.target(), user).create("kept").append(Mail.of("kept", "1"));
        Snapshot before = mailbox.snapshot();

        assertThat(probes(Dovecot.target(), user, "somebody").print(true)).isTrue();
        assertThat(line("keeps")).contains("an ordinary message", "8-bit bytes in a header", "keywords");
        assertThat(line("alters"))
                .contains(
                        "NUL bytes (byte 00 became 80)",
                        "CR CR LF line ends (has 53 bytes, not 54)",
                        "line ends without CR")
                .contains("a date after 2038 (is dated 20") // Dovecot replaces dates in the future
                .doesNotContain("a date before 1970");
        assertThat(line("is sent in another form"))
                .contains("a date before 1970 (as 1970-01-01T00:00:01Z", "a date after 2038 (as 2037-12-31T23:59:59Z");
        assertThat(mailbox.snapshot()).isEqualTo(before);
    }

    @Test
    @RealCyrus
    void cyrusAltersHeadersAndRefusesNul() throws Exception {
        Mailbox mailbox = new Mailbox(Cyrus.target(), user);
        Snapshot before = mailbox.snapshot();

        assertThat(probes(Cyrus.target(), user, "somebody").print(true)).isTrue();
        assertThat(line("keeps")).contains("an ordinary message", "CR CR LF line ends");
        assertThat(line("alters")).contains("8-bit bytes in a header (byte C3 became 58)");
        assertThat(line("refuses")).contains("NUL bytes", "line ends without CR", "a header line without a colon");
        assertThat(mailbox.snapshot()).isEqualTo(before);
    }

    @Test
    void withoutTheOptionItIsSaidThatNothingWasProbed() {
        assertThat(probes(Dovecot.target(), user, "somebody").print(false)).isFalse();
        assertThat(written.toString()).contains("Server target: not probed");
    }

    @Test
    void theMailboxOfAnAccountOfTheWaveIsNeverProbed() {
        FidelityChecks probes = probes(Dovecot.target(), user.toUpperCase(java.util.Locale.ROOT), user);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> probes.check(true))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("which may be the same mailbox");
    }

    @Test
    void neitherCaseNorDomainHidesThatItIsTheSameMailbox() {
        for (String same : List.of("Anna", "anna@new.example", "ANNA@New.Example", "NEW\\anna", " anna ")) {
            assertThat(FidelityChecks.mayBeTheSame(same, "anna")).isTrue();
            assertThat(FidelityChecks.mayBeTheSame("anna@new.example", same)).isTrue();
        }
        assertThat(FidelityChecks.mayBeTheSame("anna@new.example", "anna@other.example"))
                .isFalse();
        assertThat(FidelityChecks.mayBeTheSame("probe", "probes")).isFalse();
    }

    private FidelityChecks probes(MailServer server, String probeUser, String targetUser) {
        server.password(probeUser);
        Properties keys = new Properties();
        keys.put("mailmig.target.uri", "imap://127.0.0.1:" + server.imapPort());
        keys.put("mailmig.target.tls", "none");
        keys.put("mailmig.target.admin-user", Dovecot.ADMIN);
        keys.put("mailmig.target.admin-password", Dovecot.ADMIN_PASSWORD);
        keys.put("mailmig.target.admin-style", "authzid");
        keys.put("mailmig.target.probe-user", probeUser);
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.start();
        ControlRow row = ControlRow.of(2, "anna", targetUser, Mode.MERGE).build();
        return new FidelityChecks(
                context, List.of(new NewAccount(row, null, null)), new PrintWriter(written, true), false);
    }

    private String line(String verb) {
        return written.toString()
                .lines()
                .filter(line -> line.startsWith("Server target " + verb))
                .findFirst()
                .orElse("");
    }
}
