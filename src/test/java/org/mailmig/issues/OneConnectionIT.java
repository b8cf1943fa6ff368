// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;

/** {@code mail_max_userip_connections = 1}: a mailbox is copied over the one connection that each server allows. */
@RealServers
class OneConnectionIT {
    private static final int FOLDERS = 12;
    private static Dovecot source;
    private static Dovecot target;

    @BeforeAll
    static void start() {
        source = Dovecot.start(limited("one-connection-source"));
        target = Dovecot.start(limited("one-connection-target"));
    }

    @AfterAll
    static void stop() {
        source.stop();
        target.stop();
    }

    /** A setting of the protocol, written after those of the plugins. */
    private static DovecotOptions limited(String name) {
        return DovecotOptions.named(name)
                .plugin(
                        "end",
                        "of plugins\n}\nprotocol imap {\n  mail_max_userip_connections = 1\n}\nplugin {\n  and = more");
    }

    private static void fill(InProcess line, String user) {
        List<Mail> mails = new ArrayList<>();
        for (int folder = 0; folder < FOLDERS; folder++) {
            String name = folder == 0 ? "INBOX" : "Folder " + folder;
            if (folder > 0) {
                line.source(user).create(name);
            }
            for (int message = 0; message < 30; message++) {
                mails.add(Mail.of(folder + " " + message, "text").in(name));
            }
        }
        line.source(user).append(mails);
    }

    private static void copied(InProcess line, String user) throws Exception {
        fill(line, user);
        line.with("mailmig.verify.full", "true");
        AccountResult clone = line.clone(user);
        assertThat(clone.outcome).as(clone.reason + clone.warnings).isEqualTo(Outcome.DONE);
        assertThat(clone.copied).isEqualTo(FOLDERS * 30);
        assertThat(String.join("\n", clone.notes)).containsOnlyOnce("mailmig.source.connections = 1");
        AccountResult again = line.merge(user);
        assertThat(again.outcome).as(again.reason + again.warnings).isEqualTo(Outcome.DONE);
        assertThat(again.copied).isZero();
    }

    @Test
    void aCloneAndAMergeUseTheOneConnection() throws Exception {
        try (InProcess line = new InProcess(source, target)) {
            copied(line, Users.fresh("kim"));
        }
    }
}
