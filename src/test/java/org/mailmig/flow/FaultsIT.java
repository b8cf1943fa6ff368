// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Folders that change under us, a target from a backup, a ledger from a backup: nothing is lost and nothing doubled. */
@RealServers
class FaultsIT {
    private static final String BEGUN = "update mailbox set clone_state = 'BEGUN'";
    private final String user = Users.fresh("faults");
    private InProcess line;
    private Mailbox source;
    private Mailbox target;

    @TempDir
    Path dir;

    @BeforeEach
    void start() throws Exception {
        line = new InProcess().ledgerIn(dir.resolve("ledger"));
        source = line.source(user);
        target = line.target(user);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private static List<Mail> mails(String folder, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Mail.of(folder + i, "text " + "x".repeat(i)).in(folder))
                .toList();
    }

    private static AccountResult done(AccountResult result) {
        assertThat(result.outcome)
                .describedAs(result.reason + InProcess.shown(result))
                .isEqualTo(Outcome.DONE);
        return result;
    }

    private static void copied(AccountResult result, long copied) {
        assertThat(done(result).copied)
                .describedAs("%s", InProcess.shown(result))
                .isEqualTo(copied);
    }

    private void equal() {
        assertThat(source.snapshot().differences(target.snapshot())).isEmpty();
    }

    @Test
    void aSourceFolderDeletedAfterTheListingIsListedAgain() {
        source.create("Box").append(mails("Box", 0, 3)).append(mails("INBOX", 0, 3));
        line.afterCheck(() -> source.drop("Box"));
        assertThat(line.clone(user).reason).contains("Box").contains("removed after it was listed");
        line.afterCheck(() -> {});
        done(line.clone(user));
        assertThat(target.snapshot().count()).isEqualTo(3);
    }

    @Test
    void aSourceFolderRenamedAfterTheListingArrivesUnderItsNewName() {
        source.create("Box").append(mails("Box", 0, 3)).append(mails("INBOX", 0, 3));
        line.afterCheck(() -> source.rename("Box", "New"));
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.FAILED);
        line.afterCheck(() -> {});
        done(line.clone(user));
        assertThat(source.snapshot().filled().differences(target.snapshot().filled()))
                .isEmpty();
    }

    @Test
    void aSourceFolderRecreatedAfterTheListingIsReadAsItIs() {
        source.create("Box").append(mails("Box", 0, 3));
        line.afterCheck(() -> source.drop("Box").create("Box").append(mails("Box", 5, 9)));
        copied(line.clone(user), 4);
        line.afterCheck(() -> {});
        copied(line.clone(user), 0);
        equal();
    }

    @Test
    void aTargetFolderDeletedAfterTheListingIsCreatedAgain() {
        source.create("Box").append(mails("Box", 0, 3));
        target.create("Box");
        line.afterCheck(() -> target.drop("Box"));
        assertThat(line.merge(user).outcome).isEqualTo(Outcome.FAILED);
        line.afterCheck(() -> {});
        copied(line.merge(user), 3);
        equal();
    }

    @Test
    void uidvalidityOfTheSourceChangedInTheMiddleOfAClone() throws Exception {
        source.create("Box").append(mails("Box", 0, 6));
        done(line.clone(user));
        line.sql(BEGUN);
        source.drop("Box").create("Box").append(mails("Box", 0, 8));
        copied(line.clone(user), 2);
        equal();
    }

    @Test
    void aSourceFolderRenamedInTheMiddleOfACloneIsRenamedInTheTarget() throws Exception {
        source.create("Box", "Box/Deep").append(mails("Box", 0, 4)).append(mails("Box/Deep", 0, 2));
        done(line.clone(user));
        line.sql(BEGUN, "update folder set source_uid_next = 0, target_messages = 0, target_uid_next = 0");
        source.rename("Box", "New").append(mails("New", 4, 5));
        copied(line.clone(user), 1);
        equal();
    }

    @Test
    void cutOffAfterTheRenameOfTheTargetFolder() {
        source.create("Box", "Box/Deep").append(mails("Box", 0, 4)).append(mails("Box/Deep", 0, 2));
        done(line.merge(user));
        source.rename("Box", "New").subscribe("New").unsubscribe("Box").unsubscribe("Box/Deep");
        target.rename("Box", "New");
        copied(line.merge(user), 0);
        assertThat(line.merge(user).goneAtTarget).isZero();
        assertThat(target.snapshot().subscriptions()).contains("New").doesNotContain("Box", "Box/Deep");
        equal();
    }

    @Test
    void aTargetRolledBackToACopyOfItsDirectoryIsFilledAgain() throws Exception {
        source.append(mails("INBOX", 0, 4));
        done(line.merge(user));
        backUp();
        source.create("Later").append(mails("INBOX", 4, 9)).append(mails("Later", 0, 3));
        done(line.merge(user));
        rollBack();
        AccountResult again = line.merge(user);
        copied(again, 8);
        assertThat(again.warnings).anyMatch(text -> text.contains("older than the ledger"));
        copied(line.merge(user), 0);
        equal();
    }

    @Test
    void aTargetRolledBackAndUsedSinceLosesNothing() throws Exception {
        source.append(mails("INBOX", 0, 4));
        done(line.merge(user));
        backUp();
        source.append(mails("INBOX", 4, 7));
        done(line.merge(user));
        rollBack();
        for (int i = 0; i < 5; i++) {
            target.append(Mail.of("own" + i, "of the owner, " + "y".repeat(100 + i))
                    .at(java.time.Instant.parse("2022-01-01T00:00:00Z")));
        }
        copied(line.merge(user), 3);
        copied(line.merge(user), 0);
        assertThat(target.snapshot().messages("INBOX")).hasSize(12);
    }

    @Test
    void aTargetRolledBackInTheMiddleOfACloneIsFilledAgain() throws Exception {
        source.append(mails("INBOX", 0, 4));
        done(line.clone(user));
        backUp();
        source.append(mails("INBOX", 4, 9));
        done(line.clone(user));
        line.sql(BEGUN);
        rollBack();
        copied(line.clone(user), 5);
        equal();
    }

    @Test
    void aLedgerFromABackupDuplicatesNothing() throws Exception {
        source.append(mails("INBOX", 0, 4));
        done(line.merge(user));
        Path old = line.keepLedger();
        source.create("Later").append(mails("INBOX", 4, 9)).append(mails("Later", 0, 3));
        done(line.merge(user));
        line.restoreLedger(old);
        copied(line.merge(user), 0);
        equal();
    }

    @Test
    void aLedgerFromTheMiddleOfACloneStopsOrContinuesAsAMergeAndDuplicatesNothing() throws Exception {
        source.append(mails("INBOX", 0, 6));
        done(line.clone(user));
        line.sql(BEGUN, "update folder set source_messages = 0", "update uid_run set messages = 2");
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.PARTIAL);
        equal();
        line.with("mailmig.target.when-initialised", "merge");
        copied(line.clone(user), 0);
        equal();
    }

    @Test
    void whatWasBroughtBackFromAnotherFolderHasOnePlace() {
        source.append(mails("INBOX", 0, 6));
        done(line.merge(user));
        target.create("Other").move("INBOX", "3", "Other");
        line.with("mailmig.merge.restore-missing", "true");
        copied(line.merge(user), 0);
        line.with("mailmig.merge.restore-missing", "false");
        copied(line.merge(user), 0);
        assertThat(target.snapshot().count()).isEqualTo(6);
    }

    @Test
    void anAppendInDoubtThatIsStoredAfterTheFirstLookIsRemoved() throws Exception {
        source.create("Box").append(mails("Box", 0, 2));
        done(line.clone(user));
        line.sql(BEGUN);
        List<Mail> sent = mails("Box", 2, 5);
        source.append(sent);
        line.journalAll("Box", 3, 3);
        line.meanwhile(() -> target.append(sent));
        copied(line.clone(user), 3);
        line.meanwhile(() -> {});
        equal();
        copied(line.clone(user), 0);
        equal();
    }

    @Test
    void aMessageExpungedBetweenListAndFetchHasVanishedAndAnEmptyOneIsReported() throws Exception {
        try (ScriptedServer maildir = new ScriptedServer()) {
            String opened = " EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 5] x\r\nT OK [READ-ONLY] x";
            String date = "INTERNALDATE \"04-Mar-2021 05:06:07 +0000\" FLAGS ()";
            String kept = "* 1 FETCH (UID 1 RFC822.SIZE 15 " + date + ")\r\n";
            String empty = "* 4 FETCH (UID 4 RFC822.SIZE 0 " + date + ")\r\n";
            maildir.on("LIST \"\" \"?\\*\"?.*", "* LIST () \"/\" \"INBOX\"", "T OK x")
                    .on("STATUS .*", "* STATUS INBOX (MESSAGES 4 UIDNEXT 5 UIDVALIDITY 7 UNSEEN 0)", "T OK x")
                    .inTurn("EXAMINE .*", "* 4" + opened, "* 2" + opened)
                    .on("UID SEARCH .*", "* SEARCH 1 4", "T OK x")
                    .inTurn(
                            "UID FETCH .*RFC822.SIZE.*",
                            kept + "* 2 FETCH (UID 2 RFC822.SIZE 15 " + date + ")\r\n"
                                    + "* 3 FETCH (UID 3 RFC822.SIZE 0 " + date + ")\r\n" + empty + "T OK x",
                            kept + empty + "T OK x")
                    .on(
                            "UID FETCH .*BODY.PEEK.*",
                            "* 1 FETCH (UID 1 BODY[] {15}\r\nSubject: a\r\n\r\nb)",
                            "* 2 FETCH (UID 2 RFC822.SIZE 0 BODY[] NIL)",
                            "T OK x");
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + maildir.port());
            line.with("mailmig.source.admin-style", "authzid");
            AccountResult result = done(line.merge(user));
            assertThat(result.copied).isEqualTo(1);
            assertThat(result.skipped).isEqualTo(1);
            assertThat(result.warnings).anyMatch(text -> text.contains("UID 4") && text.contains("empty"));
            assertThat(target.snapshot().messages("INBOX"))
                    .extracting(Snapshot.Message::size)
                    .containsExactly(15L);
        }
    }

    private void backUp() throws Exception {
        tool(
                "cp",
                "-a",
                Dovecot.target().home(user).toString(),
                dir.resolve("backup").toString());
    }

    private void rollBack() throws Exception {
        Path home = Dovecot.target().home(user);
        tool("rm", "-rf", home.toString());
        assertThat(Files.exists(home)).isFalse();
        tool("cp", "-a", dir.resolve("backup").toString(), home.toString());
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
