// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.FileModes;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Secrets;
import org.mailmig.world.Snapshot;

/** A control file moves real mailboxes: two Dovecots and an OpenLDAP directory that none of us wrote. */
@RealServers
class MainJobIT {
    private static final String HEADER = "source_user,target_user,address,mode";
    private final List<String> controlFile = new ArrayList<>(List.of(HEADER));
    private final List<String> entries = new ArrayList<>();

    @TempDir
    Path dir;

    @Test
    void threeAccountsWithTwoThousandMessagesReachTheTargetUnchanged() {
        List<Mailbox> sources = fill(Dovecot.source(), 900, 700, 400);
        List<Snapshot> before = sources.stream().map(Mailbox::snapshot).toList();
        Migration.Ended ended = migration(Dovecot.target()).run(controlFile);

        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        assertThat(ended.report().path("outcome").asText()).isEqualTo("DONE");
        for (int i = 0; i < sources.size(); i++) {
            Mailbox source = sources.get(i);
            Snapshot target = new Mailbox(Dovecot.target(), source.user()).snapshot();
            assertThat(before.get(i).differences(target)).isEmpty();
            assertThat(source.snapshot()).isEqualTo(before.get(i)); // the source is only ever read
            account(ended.account(source.user()), before.get(i).count());
        }
        assertThat(entries)
                .allSatisfy(dn -> assertThat(Slapd.shared().forwarder(dn)).isEmpty());
    }

    @Test
    void thePlanNamesUsersThatAdminSdHolderProtects() throws Exception {
        String chief = person("chief");
        new Mailbox(Dovecot.source(), chief).append(Mail.of("one", "text"));
        Slapd.shared().set(entries.get(0), "adminCount", "1");
        Path file = Files.write(dir.resolve("plan.csv"), controlFile);
        Migration.Ended plan = migration(Dovecot.target()).command(List.of("plan", "-c", file.toString()));

        assertThat(plan.exit()).describedAs(plan.output()).isEqualTo(1);
        assertThat(plan.output()).contains(entries.get(0), "AdminSDHolder (adminCount = 1)");
        assertThat(Slapd.shared().forwarder(entries.get(0))).isEmpty();
    }

    @Test
    void thePlanSaysWhatCannotFit() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("small").quota("20K"));
        String large = person("large");
        new Mailbox(Dovecot.source(), large)
                .append(Mail.of("one", "x".repeat(15_000)), Mail.of("two", "y".repeat(15_000)));
        Path file = Files.write(dir.resolve("plan.csv"), controlFile);
        Migration.Ended plan = migration(small).command(List.of("plan", "-c", file.toString()));

        assertThat(plan.exit()).describedAs(plan.output()).isEqualTo(2);
        assertThat(plan.output()).contains("the source holds 30 kB", "leaves 20 of 20 kB", "when-too-small");
    }

    @Test
    void namesAreMappedForATargetWithAnotherSeparator() {
        Dovecot dots =
                Dovecot.shared(DovecotOptions.named("dots").format("maildir").separator('.'));
        Mailbox source = fill(Dovecot.source(), 150).get(0);
        Migration.Ended ended = migration(dots)
                .with("mailmig.directory.url", Slapd.shared().url())
                .with("mailmig.directory.tls", "starttls")
                .run(controlFile);

        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        Snapshot expected = source.snapshot().named(MainJobIT::withDots);
        assertThat(expected.differences(new Mailbox(dots, source.user()).snapshot()))
                .isEmpty();
    }

    @Test
    void aSecondRunCopiesNothing() {
        Mailbox source = fill(Dovecot.source(), 120).get(0);
        Migration migration = migration(Dovecot.target());
        migration.run(controlFile);
        Snapshot first = new Mailbox(Dovecot.target(), source.user()).snapshot();
        Migration.Ended again = migration.run(controlFile);

        assertThat(again.exit()).describedAs(again.output()).isZero();
        JsonNode account = again.account(source.user());
        assertThat(account.path("outcome").asText()).isEqualTo("DONE");
        assertThat(account.path("copied").asInt()).isZero();
        assertThat(account.path("present").asInt()).isEqualTo(first.count());
        assertThat(new Mailbox(Dovecot.target(), source.user()).snapshot()).isEqualTo(first);
    }

    @Test
    void junkOfAnotherNameLandsInTheTargetsJunk() {
        Dovecot german = Dovecot.shared(DovecotOptions.named("junk").role("Junk E-mail", "\\Junk"));
        Mailbox source = new Mailbox(german, person("jana"));
        source.create("Junk E-mail").append(Mail.of("spam", "buy").in("Junk E-mail"));
        new Mailbox(Dovecot.target(), source.user()).create("Junk"); // Dovecot tells no role of what does not exist
        Migration.Ended ended = new Migration(dir, german, Dovecot.target())
                .with(Slapd.shared(), "source.example")
                .run(controlFile);

        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        Snapshot target = new Mailbox(Dovecot.target(), source.user()).snapshot();
        assertThat(target.messages("Junk"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("spam");
        assertThat(target.folders()).doesNotContainKey("Junk E-mail");
    }

    @Test
    void foldersThatTheAdminMayNotReadAreAnErrorAndNoEmptyMailbox() {
        Dovecot closed = Dovecot.shared(DovecotOptions.named("closed").withoutAclUser());
        Mailbox source = new Mailbox(closed, person("clara")).append(Mail.of("hidden", "text"));
        Migration.Ended ended = new Migration(dir, closed, Dovecot.target())
                .with(Slapd.shared(), "source.example")
                .run(controlFile);

        assertThat(ended.exit()).describedAs(ended.output()).isEqualTo(2);
        assertThat(ended.account(source.user()).path("outcome").asText()).isIn("REFUSED", "FAILED");
        assertThat(ended.account(source.user()).path("reason").asText()).contains("INBOX");
        assertThat(Slapd.shared().forwarder(entries.get(0))).isEmpty();
    }

    @Test
    void aRunLeavesNoPasswordAndNoFileOpenToOthers() throws Exception {
        fill(Dovecot.source(), 20);
        Secrets secrets = new Secrets(Dovecot.ADMIN_PASSWORD, Directory.ADMIN_PASSWORD);
        Migration.Running run = migration(Dovecot.target()).beginRun(controlFile, "--debug");
        String shown =
                Files.readString(Path.of("/proc", String.valueOf(run.process().pid()), "cmdline"));
        assertThat(shown).contains("--debug");
        assertThat(secrets.in("process list", shown)).isEmpty();
        Migration.Ended ended = run.ended();
        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        assertThat(secrets.in("output", ended.output())).isEmpty();
        assertThat(secrets.in(dir)).isEmpty();
        assertThat(FileModes.openToOthers(dir))
                .describedAs("but for what this test wrote itself")
                .allMatch(file -> file.matches(".* (my.properties|trust.p12|wave.csv)"));
    }

    @Test
    void aWrongAdminPasswordIsReportedBeforeAnyWaveStarts() throws Exception {
        fill(Dovecot.source(), 1, 1, 1);
        Migration migration = migration(Dovecot.target()).with("mailmig.target.admin-password", "mistyped");
        for (String command : List.of("plan", "run")) {
            Path wave = Files.write(dir.resolve("wave.csv"), controlFile);
            Migration.Ended ended = migration.command(List.of(command, "-c", wave.toString()));
            assertThat(ended.exit()).describedAs(ended.output()).isEqualTo(2);
            assertThat(ended.output())
                    .containsOnlyOnce("mailmig: Nothing was started")
                    .contains("mailmig.target.admin-password")
                    .doesNotContain("starts with");
        }
        assertThat(dir.resolve("dead-letter"))
                .satisfiesAnyOf(folder -> assertThat(folder).doesNotExist(), folder -> assertThat(folder)
                        .isEmptyDirectory());
    }

    @Test
    void aMisspeltUserInTheFirstRowStopsNoOtherUser() {
        String ghost = Users.fresh("ghost");
        entries.add(Slapd.shared().person(ghost));
        controlFile.add(ghost + "," + ghost + "," + ghost + "@" + Directory.DOMAIN + ",clone");
        Mailbox source = fill(Dovecot.source(), 20).get(0);
        Migration.Ended ended = migration(Dovecot.target()).run(controlFile);
        assertThat(ended.exit()).describedAs(ended.output()).isEqualTo(2);
        assertThat(ended.account(source.user()).path("outcome").asText()).isEqualTo("DONE");
        assertThat(ended.account(ghost).path("reason").asText()).contains("source_user in line 2");
    }

    private Migration migration(Dovecot target) {
        return new Migration(dir, Dovecot.source(), target).with(Slapd.shared(), "source.example");
    }

    private List<Mailbox> fill(Dovecot server, int... counts) {
        List<Mailbox> mailboxes = new ArrayList<>();
        for (int count : counts) {
            Corpus corpus = new Corpus(count, server.options().separator());
            mailboxes.add(
                    new Mailbox(server, person("mia")).create(corpus.folders()).append(corpus.mails(count)));
        }
        return mailboxes;
    }

    /** A user with an entry in the target's directory and a row in the control file. */
    private String person(String name) {
        String user = Users.fresh(name);
        entries.add(Slapd.shared().person(user));
        controlFile.add(user + "," + user + "," + user + "@" + Directory.DOMAIN + ",clone");
        return user;
    }

    private static void account(JsonNode account, int messages) {
        assertThat(account.path("outcome").asText()).isEqualTo("DONE");
        assertThat(account.path("copied").asInt()).isEqualTo(messages);
        assertThat(account.path("forwarder").asText()).isEqualTo("cleared");
        assertThat(account.path("folders")).isNotEmpty().allSatisfy(folder -> {
            assertThat(folder.path("verified").asInt())
                    .isEqualTo(folder.path("messages").asInt());
            assertThat(folder.path("differences")).isEmpty();
        });
    }

    /** A dot in a name would be a level of the hierarchy there, so it is written =2E. */
    private static String withDots(String name) {
        return name.replace(".", "=2E").replace('/', '.');
    }
}
