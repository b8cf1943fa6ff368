// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Snapshot;

/** What a merge leaves out, and where it leads what it takes. */
@RealServers
class FilterIT {
    private final String user = Users.fresh("filter");

    @RegisterExtension
    final InProcess line = new InProcess();

    private ControlRow.Builder row() {
        return ControlRow.of(2, user, user, Mode.MERGE);
    }

    @Test
    void sizesAndDatesLeaveOutAndTheRestIsVerified() {
        line.source(user)
                .append(
                        Mail.of("small", "1"),
                        Mail.of("middle", "x".repeat(2_000)),
                        Mail.of("large", "x".repeat(9_000)),
                        Mail.of("old", "x".repeat(2_000)).at(Instant.parse("1999-01-01T00:00:00Z")));
        AccountResult result = line.run(row().arrived(Instant.parse("2000-01-01T00:00:00Z"), null)
                .sizes(1_000L, 5_000L)
                .build());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(1);
        assertThat(result.skipped).isEqualTo(3);
        assertThat(result.warnings)
                .anyMatch(text -> text.contains("2 messages left out, outside the range of sizes"))
                .anyMatch(text -> text.contains("1 message left out, outside the range of dates"));
        assertThat(line.target(user).snapshot().messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("middle");
    }

    @Test
    void foldersAreMappedWithTheirSubfoldersAndTwoMayBecomeOne() {
        line.source(user)
                .create("Old", "Old/2001", "Old/2001/Jan", "Other")
                .append(
                        Mail.of("inbox", "0"),
                        Mail.of("one", "1").in("Old/2001"),
                        Mail.of("jan", "2").in("Old/2001/Jan"),
                        Mail.of("other", "3").in("Other"),
                        Mail.of("old", "4").in("Old"));
        ControlRow row = row().folderMap(Map.of("Old/2001", "Archive/Y1", "Other", "Archive/Y1", "Gone", "x"))
                .build();
        AccountResult result = line.run(row);
        AccountResult again = line.run(row);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).containsExactly("folder_map names Gone, which the source does not have");
        Snapshot target = line.target(user).snapshot();
        assertThat(target.messages("Archive/Y1"))
                .extracting(Snapshot.Message::subject)
                .containsExactlyInAnyOrder("one", "other");
        assertThat(target.messages("Archive/Y1/Jan")).hasSize(1);
        assertThat(target.messages("Old")).hasSize(1);
        assertThat(target.count()).isEqualTo(5);
        assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
        assertThat(again.copied).isZero();
        assertThat(again.present).isEqualTo(5);
    }

    @Test
    void oneMailboxGoesBelowAFolderOfAnother() {
        line.source(user)
                .create("Sent", "a/b")
                .append(
                        Mail.of("in", "0"),
                        Mail.of("sent", "1").in("Sent"),
                        Mail.of("deep", "2").in("a/b"));
        line.target(user).create("Sent").append(Mail.of("own", "own"));
        AccountResult result = line.run(row().targetFolder("Old mail/Anna").build());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        Snapshot target = line.target(user).snapshot();
        for (String folder : List.of("INBOX", "Sent", "a/b")) {
            assertThat(target.messages("Old mail/Anna/" + folder)).hasSize(1);
        }
        assertThat(target.messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("own");
        assertThat(target.messages("Sent")).isEmpty();
    }

    /** The line to the target loses a flag on its way. */
    @Test
    void flagsThatDoNotArriveAreNamedInAMergeToo() throws Exception {
        line.source(user).append(Mail.of("flagged", "1").flagged("\\Flagged"), Mail.of("plain", "2"));
        try (LyingLine losing = new LyingLine(
                        Dovecot.target().imapPort(),
                        request -> request.replace("(\\Flagged)", "()"),
                        answer -> answer);
                InProcess other = new InProcess()) {
            AccountResult result = other.with("mailmig.target.uri", "imap://127.0.0.1:" + losing.port())
                    .merge(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).singleElement().asString().contains("1 message is in the target without flags");
        }
    }

    @Test
    void subjectsAndDatesOfAControlFileLeaveOutWhatTheyName() {
        line.source(user)
                .append(
                        Mail.of("Re: [SPAM] win", "1"),
                        Mail.of("AW: FW: newsletter May", "2"),
                        Mail.of("=?utf-8?Q?News?=letter June", "3"),
                        Mail.of("about the newsletter", "4"),
                        Mail.of("late", "5").at(Instant.parse("2022-06-01T00:00:00Z")),
                        Mail.of("on the day", "6").at(Instant.parse("2022-01-01T00:00:00Z")));
        AccountResult result = line.run(row().arrived(null, Instant.parse("2022-01-01T00:00:00Z"))
                .subjects(List.of("[spam]", "Newsletter"))
                .build());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(line.target(user).snapshot().messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("about the newsletter", "on the day");
        assertThat(result.copied).isEqualTo(2);
        assertThat(result.skipped).isEqualTo(4);
        assertThat(result.warnings)
                .anyMatch(text -> text.contains("3 messages left out") && text.contains("subject"))
                .anyMatch(text -> text.contains("1 message left out, outside the range of dates"));
    }
}
