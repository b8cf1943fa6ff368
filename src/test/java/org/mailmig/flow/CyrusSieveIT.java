// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Lmtp;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Rules;

/** Rules between Pigeonhole and Cyrus, whose scripts name folders in modified UTF-7. */
@RealCyrus
class CyrusSieveIT {
    private static final String FOLDER = "Über & Co";
    private static final String AT_DOVECOT =
            """
            require ["fileinto", "envelope"];
            if header :contains "list-id" "camel" { fileinto "Über & Co"; stop; }
            """;
    private static final String AT_CYRUS = AT_DOVECOT.replace("\"Über & Co\"", "\"&ANw-ber &- Co\"");
    private static final String VACATION =
            """
            require "vacation";
            vacation :days 7 :subject "Über" text:
            Bin im Urlaub.
            .
            ;
            """;

    private final String user = Users.fresh("cysieve");

    private static String key(String side, String key) {
        return "mailmig." + side + ".sieve." + key;
    }

    private static InProcess between(InProcess line, int from, int to, String cyrus) {
        return line.with(key("source", "uri"), "sieve://127.0.0.1:" + from)
                .with(key("target", "uri"), "sieve://127.0.0.1:" + to)
                .with(key("source", "tls"), "none")
                .with(key("target", "tls"), "none")
                .with(key(cyrus, "folder-names"), "modified-utf-7");
    }

    private static void isDone(AccountResult result) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).isEmpty();
    }

    private static void rule(Rules there, String lists) {
        assertThat(there.all()).containsOnlyKeys("lists", "weg");
        assertThat(there.get("lists")).isEqualToNormalizingNewlines(lists);
        assertThat(there.get("weg")).isEqualToNormalizingNewlines(VACATION);
        assertThat(there.active()).isEqualTo("lists");
    }

    /** The delivered message is alone in the folder; INBOX contains what was copied. */
    private static void isFiled(Mailbox there) {
        assertThat(there.snapshot().messages(FOLDER)).hasSize(1);
        assertThat(there.snapshot().messages("INBOX")).hasSize(1);
    }

    private void deliver(int port, String address) {
        new Lmtp(port)
                .deliver(
                        address,
                        "Subject: news\r\nList-Id: <users.camel.example>\r\n\r\ntext\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void dovecotsScriptsRunAtCyrus() throws Exception {
        new Mailbox(Dovecot.source(), user).create(FOLDER).append(Mail.of("one", "1"));
        new Rules(Dovecot.source(), user)
                .put("lists", AT_DOVECOT)
                .put("weg", VACATION)
                .activate("lists");
        Mailbox there = new Mailbox(Cyrus.target(), user);
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target())) {
            between(line, Dovecot.source().sievePort(), Cyrus.target().sievePort(), "target");
            isDone(line.clone(user));
            isDone(line.clone(user));
        }
        rule(new Rules(Cyrus.target(), user), AT_CYRUS);
        deliver(Cyrus.target().lmtpPort(), user);
        isFiled(there);
    }

    @Test
    void cyrusScriptsRunAtDovecot() throws Exception {
        new Mailbox(Cyrus.source(), user).create(FOLDER).append(Mail.of("one", "1"));
        new Rules(Cyrus.source(), user)
                .put("lists", AT_CYRUS)
                .put("weg", VACATION)
                .activate("lists");
        Mailbox there = new Mailbox(Dovecot.target(), user);
        try (InProcess line = new InProcess(Cyrus.source(), Dovecot.target())) {
            between(line, Cyrus.source().sievePort(), Dovecot.target().sievePort(), "source");
            isDone(line.merge(user));
            isDone(line.merge(user));
        }
        rule(new Rules(Dovecot.target(), user), AT_DOVECOT);
        deliver(Dovecot.target().lmtpPort(), user + "@target.example");
        isFiled(there);
    }
}
