// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** A merge: what is missing is added, nothing is doubled, and what the target's owner did stays. */
@RealServers
class MergeIT {
    private final String user = Users.fresh("merge");

    @RegisterExtension
    final InProcess line = new InProcess();

    /** Twins, no Message-ID, drafts that share all headers and differ in the body, one header block alone. */
    static List<Mail> awkward() {
        String head = "From: a@source.example\r\nSubject: draft\r\nDate: Thu, 4 Mar 2021 05:06:07 +0000\r\n";
        return List.of(
                Mail.of("twin", "same"),
                Mail.of("twin", "same"),
                text(head + "Message-ID: <d@source.example>\r\n\r\nfirst version\r\n")
                        .in("Drafts"),
                text(head + "Message-ID: <d@source.example>\r\n\r\nother version\r\n")
                        .in("Drafts"),
                text(head + "Message-ID: <d@source.example>\r\n\r\nthird version, longer\r\n")
                        .in("Drafts"),
                text(head + "\r\nno id\r\n"),
                text(head + "\r\nno id\r\n"),
                text(head + "\r\nno id, other text\r\n"),
                text("\r\nnothing but a body\r\n"),
                text("Subject: no body\r\n\r\n"));
    }

    private static Mail text(String octets) {
        return Mail.of("x", "").octets(octets.getBytes(StandardCharsets.UTF_8));
    }

    private void done(AccountResult result, long copied) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).describedAs("%s", InProcess.shown(result)).isEqualTo(copied);
    }

    @Test
    void twiceAddsNothing() {
        Mailbox source = line.source(user).create("Drafts").append(awkward());
        done(line.merge(user), 10);
        AccountResult again = line.merge(user);
        done(again, 0);
        assertThat(again.present).isEqualTo(10);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void withoutLedgerNothingIsDuplicatedAndTwinsStayTwo() {
        Mailbox source = line.source(user).create("Drafts").append(awkward());
        done(line.merge(user), 10);
        AccountResult again = line.loseLedger().merge(user);
        done(again, 0);
        assertThat(again.present).isEqualTo(10);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void existingMessagesAreFoundAndTheRestIsAdded() {
        line.source(user).create("Drafts").append(awkward());
        line.target(user)
                .create("Drafts")
                .append(Mail.of("twin", "same"), Mail.of("mine", "own"))
                .append(awkward().subList(3, 4));
        AccountResult result = line.merge(user);
        done(result, 8);
        assertThat(result.present).isEqualTo(2);
        assertThat(line.target(user).snapshot().count()).isEqualTo(11);
        done(line.merge(user), 0);
    }

    @Test
    void whatTheOwnerRemovedAtTheTargetDoesNotComeBack() {
        line.source(user).append(Mail.of("one", "1"), Mail.of("two", "2"));
        done(line.merge(user), 2);
        line.target(user).remove("INBOX", "1");
        AccountResult again = line.merge(user);
        done(again, 0);
        assertThat(again.goneAtTarget).isEqualTo(1);
        assertThat(line.target(user).snapshot().count()).isEqualTo(1);

        done(line.with("mailmig.merge.restore-missing", "true").merge(user), 1);
        assertThat(line.target(user).snapshot().count()).isEqualTo(2);
    }

    @Test
    void whatIsGoneAtTheSourceStaysAndIsNamed() {
        Mailbox source = line.source(user).append(Mail.of("one", "1"), Mail.of("two", "2"), Mail.of("three", "3"));
        done(line.merge(user), 3);
        source.remove("INBOX", "1,3");
        AccountResult again = line.merge(user);
        done(again, 0);
        assertThat(line.target(user).snapshot().count()).isEqualTo(3);
        assertThat(again.goneAtSource).isEqualTo(2);
        assertThat(again.folders.get(0).goneAtSource()).isEqualTo("1,3");
    }

    @Test
    void removalsFollowIfTheLedgerProvesThatWeCopiedThemAndTheyAreUntouched() {
        Mailbox source = line.source(user)
                .create("Other")
                .append(
                        Mail.of("found", "0"),
                        Mail.of("one", "1"),
                        Mail.of("two", "2").flagged("\\Seen", "word"),
                        Mail.of("moved", "3"),
                        Mail.of("stays", "4"));
        line.target(user).append(Mail.of("found", "0"), Mail.of("own", "5"));
        done(line.merge(user), 4);
        line.target(user).store("INBOX", "3", "+FLAGS", "\\Flagged"); // "one": its owner cares for it
        source.move("INBOX", "4", "Other").remove("INBOX", "1:3");

        AccountResult again = line.with("mailmig.merge.removals", "follow").merge(user);
        done(again, 1);
        assertThat(again.removed).isEqualTo(2);
        assertThat(again.folders.get(0).goneAtSource()).isEqualTo("1,3");
        Snapshot target = line.target(user).snapshot();
        assertThat(target.messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("found", "own", "one", "stays");
        assertThat(target.messages("Other"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("moved");
        assertThat(line.merge(user).removed).isZero();
    }

    @Test
    void removalsThatWereKeptAreFollowedOnceThatIsWanted() {
        Mailbox source = line.source(user).append(Mail.of("one", "1"), Mail.of("two", "2"));
        done(line.merge(user), 2);
        source.remove("INBOX", "1");
        done(line.merge(user), 0);
        assertThat(line.with("mailmig.merge.removals", "follow").merge(user).removed)
                .isEqualTo(1);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void flagsTravelAsChangesAndTheTargetsOwnWin() {
        Mailbox source = line.source(user)
                .append(Mail.of("one", "1").flagged("\\Seen"), Mail.of("two", "2"), Mail.of("three", "3"));
        done(line.merge(user), 3);
        line.target(user).store("INBOX", "1", "-FLAGS", "\\Seen").store("INBOX", "2", "+FLAGS", "\\Flagged", "mine");
        source.store("INBOX", "2", "+FLAGS", "\\Answered", "$New")
                .store("INBOX", "3", "+FLAGS", "\\Deleted")
                .store("INBOX", "1", "+FLAGS", "\\Draft");
        AccountResult again = line.merge(user);
        done(again, 0);

        List<Snapshot.Message> target = line.target(user).snapshot().messages("INBOX");
        assertThat(target.get(0).flags()).containsExactlyInAnyOrder("\\Draft");
        assertThat(target.get(1).flags()).containsExactlyInAnyOrder("\\Flagged", "mine", "\\Answered", "$New");
        assertThat(target.get(2).flags()).isEmpty();
    }

    @Test
    void newMailOnBothSidesMeets() {
        Mailbox source = line.source(user).append(Mail.of("one", "1"));
        done(line.merge(user), 1);
        source.append(Mail.of("two", "2"));
        line.target(user).append(Mail.of("own", "3"));
        done(line.merge(user), 1);
        done(line.merge(user), 0);
        assertThat(line.target(user).snapshot().count()).isEqualTo(3);
    }

    @Test
    void aFolderRenamedAtTheSourceIsRenamedInTheTarget() {
        Mailbox source = line.source(user)
                .create("Old", "Old/Deep")
                .append(
                        Mail.of("one", "1").in("Old"),
                        Mail.of("two", "2").in("Old"),
                        Mail.of("three", "3").in("Old/Deep"));
        done(line.merge(user), 3);
        source.rename("Old", "New").append(Mail.of("four", "4").in("New/Deep"));
        done(line.merge(user), 1);
        done(line.merge(user), 0);
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
        assertThat(line.target(user).snapshot().folders()).containsOnlyKeys("INBOX", "New", "New/Deep");
    }

    @Test
    void aFolderRenamedAtTheSourceAndUsedInTheTargetStaysAndDoublesNothing() {
        Mailbox source = line.source(user)
                .create("Old")
                .append(Mail.of("one", "1").in("Old"), Mail.of("two", "2").in("Old"));
        done(line.merge(user), 2);
        source.rename("Old", "New");
        line.target(user).append(Mail.of("own", "3").in("Old"));
        done(line.merge(user), 0);
        done(line.merge(user), 0);
        Snapshot target = line.target(user).snapshot();
        assertThat(target.messages("Old")).hasSize(3);
        assertThat(target.count()).isEqualTo(3);
    }

    @Test
    void aFolderRecreatedAtTheSourceIsReadAgainWithoutDuplicates() {
        Mailbox source =
                line.source(user).create("Box").append(Mail.of("one", "1").in("Box"));
        done(line.merge(user), 1);
        source.drop("Box")
                .create("Box")
                .append(Mail.of("zero", "0").in("Box"), Mail.of("one", "1").in("Box"));
        done(line.merge(user), 1);
        assertThat(line.target(user).snapshot().messages("Box")).hasSize(2);
    }

    @Test
    void aFolderRecreatedAtTheTargetIsFilledAgain() {
        line.source(user).create("Box").append(Mail.of("one", "1").in("Box"));
        done(line.merge(user), 1);
        line.target(user).drop("Box").create("Box");
        AccountResult again = line.merge(user);
        assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
        assertThat(again.copied).isEqualTo(1);
        assertThat(line.target(user).snapshot().messages("Box")).hasSize(1);
    }

    @Test
    void messagesOfAFolderThatTheUserRemovedDoNotComeBack() {
        line.source(user).create("Box").append(Mail.of("one", "1").in("Box"));
        done(line.merge(user), 1);
        line.target(user).drop("Box");
        AccountResult again = line.merge(user);
        done(again, 0);
        assertThat(again.goneAtTarget).isEqualTo(1);
    }

    @Test
    void aTargetWithReassignedUidsIsRecognisedByItsMessages() {
        line.source(user)
                .create("Box")
                .append(Mail.of("one", "1").in("Box"), Mail.of("two", "2").in("Box"));
        done(line.merge(user), 2);
        line.target(user)
                .drop("Box")
                .create("Box")
                .append(Mail.of("two", "2").in("Box"), Mail.of("one", "1").in("Box"));
        done(line.merge(user), 0);
        assertThat(line.target(user).snapshot().messages("Box")).hasSize(2);
    }

    @Test
    void aRowChoosesFoldersAndWhereTheyGo() {
        line.source(user)
                .create("Work", "Work/Deep", "Private")
                .append(
                        Mail.of("a", "1").in("Work"),
                        Mail.of("b", "2").in("Work/Deep"),
                        Mail.of("c", "3").in("Private"),
                        Mail.of("d", "4"));
        done(
                line.run(ControlRow.of(2, user, user, Mode.MERGE)
                        .folders(List.of("Work*", "INBOX"), List.of("Work/Deep"))
                        .targetFolder("Imported")
                        .build()),
                2);
        Snapshot target = line.target(user).snapshot().filled();
        assertThat(target.folders()).containsOnlyKeys("Imported/Work", "Imported/INBOX");
    }

    @Test
    void aRowChoosesByDateAndSubject() {
        line.source(user)
                .append(
                        Mail.of("early", "1").at(Instant.parse("2020-01-01T00:00:00Z")),
                        Mail.of("right", "2"),
                        Mail.of("Spam offer", "3"),
                        Mail.of("late", "4").at(Instant.parse("2024-01-01T00:00:00Z")));
        AccountResult result = line.run(ControlRow.of(2, user, user, Mode.MERGE)
                .arrived(Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2022-01-01T00:00:00Z"))
                .subjects(List.of("spam"))
                .build());
        done(result, 1);
        assertThat(result.skipped).isEqualTo(3);
        assertThat(line.target(user).snapshot().messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("right");
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
                AccountResult result = other.merge(owner);
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
