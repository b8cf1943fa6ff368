// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.Cli;
import org.mailmig.servers.Directory;
import org.mailmig.servers.EmbeddedDirectory;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** The main job on servers that need no installation: other extensions, another parser, another directory than MainJobIT's. */
class EmbeddedFlowIT {
    private static final char SEPARATOR = '.';

    @TempDir
    Path dir;

    @Test
    void threeAccountsWithTwoThousandMessagesReachTheTargetUnchanged() throws Exception {
        try (GreenMailServer source = new GreenMailServer();
                GreenMailServer target = new GreenMailServer();
                EmbeddedDirectory directory = new EmbeddedDirectory()) {
            List<String> rows =
                    new ArrayList<>(List.of("source_user,target_user,address,source_password,target_password,mode"));
            List<Mailbox> mailboxes = new ArrayList<>();
            List<String> entries = new ArrayList<>();
            for (int count : new int[] {900, 700, 400}) {
                String user = Users.fresh("embedded");
                mailboxes.add(filled(new Mailbox(source, user), count));
                entries.add(directory.person(user));
                rows.add(String.join(
                        ",",
                        user,
                        user,
                        user + "@" + Directory.DOMAIN,
                        source.password(user),
                        target.password(user),
                        "clone"));
            }
            List<Snapshot> before = mailboxes.stream().map(Mailbox::snapshot).toList();
            assertThat(before.stream().mapToInt(Snapshot::count).sum()).isEqualTo(2_000);
            Cli cli = new Cli(dir);
            int exit = cli.logged(
                    "run",
                    "-c",
                    Files.write(dir.resolve("wave.csv"), rows).toString(),
                    "--config",
                    configuration(source, target, directory).toString());

            assertThat(exit).describedAs("%s%s", cli.out, cli.err).isZero();
            for (int i = 0; i < mailboxes.size(); i++) {
                String user = mailboxes.get(i).user();
                assertThat(before.get(i).differences(new Mailbox(target, user).snapshot()))
                        .isEmpty();
                assertThat(mailboxes.get(i).snapshot()).isEqualTo(before.get(i));
                assertThat(directory.forwarder(entries.get(i))).isEmpty();
            }
        }
    }

    private static Mailbox filled(Mailbox mailbox, int count) {
        Corpus corpus = new Corpus(count, SEPARATOR);
        return mailbox.create(corpus.folders().stream()
                        .filter(name -> !name.contains("\""))
                        .sorted()
                        .toList())
                .append(corpus.mails(count).stream()
                        .map(EmbeddedFlowIT::holdable)
                        .toList());
    }

    /** GreenMail's LIST does not escape quotes, and it shows a header alone as no octets at all. */
    private static Mail holdable(Mail mail) {
        Mail named = mail.folder().contains("\"") ? mail.in("INBOX") : mail;
        String text = new String(mail.octets(), StandardCharsets.UTF_8);
        Mail filled =
                text.endsWith("\r\n\r\n") ? named.octets((text + "text\r\n").getBytes(StandardCharsets.UTF_8)) : named;
        return GreenMailServer.holdable(filled);
    }

    private Path configuration(GreenMailServer source, GreenMailServer target, Directory directory) throws Exception {
        return Files.write(
                dir.resolve("my.properties"),
                List.of(
                        "mailmig.source.uri = imap://127.0.0.1:" + source.imapPort(),
                        "mailmig.source.tls = none",
                        "mailmig.target.uri = imap://127.0.0.1:" + target.imapPort(),
                        "mailmig.target.tls = none",
                        "mailmig.directory.url = " + directory.url(),
                        "mailmig.directory.base = " + Directory.BASE,
                        "mailmig.directory.bind-dn = " + Directory.ADMIN,
                        "mailmig.directory.password = " + Directory.ADMIN_PASSWORD,
                        "mailmig.forwarder.domain = source.example",
                        "mailmig.forwarder.settle = 0s",
                        "mailmig.sweep.wait = 0s",
                        "mailmig.ledger.url = jdbc:h2:file:" + dir.resolve("ledger"),
                        "mailmig.intake.dir = " + dir.resolve("intake"),
                        "mailmig.dead-letter.dir = " + dir.resolve("dead-letter"),
                        "mailmig.report.dir = " + dir.resolve("report")));
    }
}
