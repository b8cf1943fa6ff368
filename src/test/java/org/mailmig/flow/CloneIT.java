// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Clones: the same mailbox in an untouched target. */
@RealServers
class CloneIT {
    private final String user = Users.fresh("clone");

    @RegisterExtension
    final InProcess line = new InProcess();

    private Mailbox filled() {
        return line.source(user)
                .create("Sent", "Archive/2023/Über & Co", "Empty", "Trash")
                .append(
                        Mail.of("one", "1").flagged("\\Seen", "$Label1"),
                        Mail.of("two", "2").flagged("\\Deleted", "\\Draft"),
                        Mail.of("three", "3").in("Archive/2023/Über & Co").flagged("\\Flagged", "\\Answered"),
                        Mail.of("four", "4").in("Sent"));
    }

    @Test
    void twiceIsDoneAndTheSecondCopiesNothing() {
        Snapshot source = filled().snapshot();
        AccountResult first = line.clone(user);
        AccountResult second = line.clone(user);

        assertThat(first.outcome).isEqualTo(Outcome.DONE);
        assertThat(first.copied).isEqualTo(4);
        assertThat(source.differences(line.target(user).snapshot())).isEmpty();
        assertThat(second.outcome).describedAs(second.reason).isEqualTo(Outcome.DONE);
        assertThat(second.copied).isZero();
        assertThat(second.present).isEqualTo(4);
        assertThat(source.differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void twiceWithNewMailFlagsAndFoldersInBetween() {
        Mailbox source = filled();
        line.clone(user);
        source.create("New")
                .append(Mail.of("five", "5").in("New"), Mail.of("six", "6"))
                .store("INBOX", "1", "-FLAGS", "\\Seen");
        AccountResult second = line.clone(user);

        assertThat(second.outcome).describedAs(second.reason).isEqualTo(Outcome.DONE);
        assertThat(second.copied).isEqualTo(2);
        assertThat(second.updated).isEqualTo(1);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void aTargetInUseIsRefusedAndLeftAlone() {
        filled();
        line.target(user).append(Mail.of("mine", "own"));
        Snapshot before = line.target(user).snapshot();
        AccountResult result = line.clone(user);

        assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(result.reason).contains(user, "INBOX", "when-initialised");
        assertThat(line.target(user).snapshot()).isEqualTo(before);
    }

    @Test
    void aCloneOfWhichNothingIsKnownAnyMoreIsRefused() {
        filled();
        line.clone(user);
        AccountResult result = line.loseLedger().clone(user);

        assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(line.target(user).snapshot().count()).isEqualTo(4);
    }

    @Test
    void aCloneOfWhichNothingIsKnownFallsBackToAMergeWhereAllowed() {
        Snapshot source = filled().snapshot();
        line.clone(user);
        AccountResult result = line.loseLedger()
                .with("mailmig.target.when-initialised", "merge")
                .clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.fellBack).isTrue();
        assertThat(result.copied).isZero();
        assertThat(result.present).isEqualTo(4);
        assertThat(source.differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void twinsMessagesWithoutIdAndDraftsThatDifferInTheBodyAllArriveOnce() {
        Mailbox source = line.source(user).create("Drafts").append(MergeIT.awkward());
        line.clone(user);
        AccountResult again = line.clone(user);

        assertThat(again.copied).isZero();
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void namesOfADottedTargetWithAPrefix() throws Exception {
        Dovecot dotted =
                Dovecot.shared(DovecotOptions.named("dotted").separator('.').prefix("INBOX."));
        Snapshot source = filled().snapshot();
        try (InProcess other = new InProcess(Dovecot.source(), dotted)) {
            AccountResult result = other.clone(user);

            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            Snapshot target = other.target(user).snapshot();
            assertThat(target.folders())
                    .containsOnlyKeys(
                            "INBOX",
                            "INBOX.Archive",
                            "INBOX.Archive.2023",
                            "INBOX.Archive.2023.Über & Co",
                            "INBOX.Empty",
                            "INBOX.Sent",
                            "INBOX.Trash");
            assertThat(target.count()).isEqualTo(source.count());
            assertThat(target.subscriptions()).contains("INBOX.Archive.2023.Über & Co", "INBOX.Empty");
        }
    }

    @Test
    void aFolderThatTheAdminMayNotReadIsAnErrorAndNoEmptyMailbox() throws Exception {
        Dovecot closed = Dovecot.shared(DovecotOptions.named("closed").withoutAclUser());
        new Mailbox(closed, user).append(Mail.of("hidden", "text"));
        try (InProcess other = new InProcess(closed, Dovecot.target())) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).isIn(Outcome.REFUSED, Outcome.FAILED);
            assertThat(result.reason).contains("INBOX", user);
        }
    }

    @Test
    void awkwardMailIsTheSameByteForByte() {
        Corpus corpus = new Corpus(7, '/');
        Mailbox source = line.source(user).create(corpus.folders()).append(corpus.mails(150));
        byte[] large = ("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(1_700_000))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        source.append(Mail.of("large", "").octets(large));
        AccountResult result = line.clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void aFullTargetEndsTheAccountAsPartialWithTheReason() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("small").quota("20K"));
        line.source(user)
                .append(Mail.of("one", "x".repeat(5_000)), Mail.of("two", "y".repeat(30_000)), Mail.of("three", "z"));
        try (InProcess other = new InProcess(Dovecot.source(), small)) {
            AccountResult result =
                    other.with("mailmig.target.when-too-small", "go-on").clone(user);
            assertThat(result.warnings).anyMatch(text -> text.contains("leaves 20 of 20 kB"));
            assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
            assertThat(result.reason).containsIgnoringCase("quota");
        }
    }

    @Test
    void rolesBeatNames() throws Exception {
        Dovecot german = Dovecot.shared(DovecotOptions.named("german").role("Gesendet", "\\Sent"));
        new Mailbox(german, user).create("Gesendet").append(Mail.of("sent", "1").in("Gesendet"));
        line.target(user).create("Sent");
        try (InProcess other = new InProcess(german, Dovecot.target())) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        }
        assertThat(line.target(user).snapshot().messages("Sent")).hasSize(1);
        assertThat(line.target(user).snapshot().folders()).doesNotContainKey("Gesendet");
    }

    @Test
    void datesThatATargetCannotStoreAreReportedAndNoDifference() {
        line.source(user)
                .append(List.of(
                        Mail.of("old", "1").at(java.time.Instant.parse("1969-05-01T00:00:00Z")),
                        Mail.of("usual", "2")));
        AccountResult result = line.clone(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).anyMatch(text -> text.contains("before 1970"));
    }

    @Test
    void anEmptyMessageIsLeftOutAndCountedInEveryRun() throws Exception {
        Dovecot files =
                Dovecot.shared(DovecotOptions.named("dots").format("maildir").separator('.'));
        try (InProcess other = new InProcess(files, Dovecot.target())) {
            String owner = Users.fresh("emma");
            other.source(owner).append(Mail.of("one", "1"), Mail.of("two", "2"));
            Files.createFile(files.home(owner).resolve("maildir/new/1700000000.M1P1.empty"));
            for (int run = 1; run <= 2; run++) {
                AccountResult result = other.clone(owner);
                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.skipped)
                        .describedAs("run %d: %s", run, InProcess.shown(result))
                        .isEqualTo(1);
                assertThat(result.copied + result.present).isEqualTo(2);
                assertThat(result.folders.get(0).messages()).isEqualTo(3);
                assertThat(result.folders.get(0).verified()).isEqualTo(2);
                assertThat(result.warnings).anyMatch(text -> text.contains("empty message"));
            }
        }
    }
}
