// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;

/** Changes of the target between copy and clear. */
@RealServers
class VerifyIT {
    private final String user = Users.fresh("verify");
    private final Dovecot files = Dovecot.shared(DovecotOptions.named("files").format("maildir"));
    private InProcess line;

    @BeforeEach
    void start() throws Exception {
        line = new InProcess(Dovecot.source(), files);
        line.source(user)
                .create("Box")
                .append(
                        Mail.of("one", "one"),
                        Mail.of("two", "two"),
                        Mail.of("three", "three").in("Box"));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void partial(AccountResult result, String... words) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.reason).contains("verify").contains(words);
    }

    /** Alters the first message of INBOX in the target's file. */
    private void alter(UnaryOperator<String> how) {
        try (Stream<Path> all = Files.walk(files.home(user))) {
            Path file = all.filter(Files::isRegularFile)
                    .filter(each -> each.getParent().getFileName().toString().equals("cur")
                            || each.getParent().getFileName().toString().equals("new"))
                    .filter(each -> read(each).contains("Subject: one"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(file, how.apply(read(file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMessageRemovedBeforeVerifyIsMissed() {
        partial(line.meanwhile(() -> line.target(user).remove("INBOX", "1")).clone(user), "INBOX", "missing");
        assertThat(line.ledger().accounts().open()).isZero();
    }

    @Test
    void aMessageDuplicatedBeforeVerifyIsASurplusOfAClone() {
        partial(
                line.meanwhile(() -> line.target(user).append(Mail.of("one", "one")))
                        .clone(user),
                "INBOX",
                "not put there by this clone");
    }

    /** As by an MTA that held it since before the stamp. */
    @Test
    void mailBetweenCopyAndVerifyMakesTheCloneAMergeIfConfigured() {
        AccountResult result = line.with("mailmig.target.when-initialised", "merge")
                .meanwhile(() -> line.target(user).append(Mail.of("held", "held")))
                .clone(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.fellBack).isTrue();
        assertThat(result.warnings).anyMatch(text -> text.startsWith("clone became merge"));
        assertThat(line.meanwhile(() -> {}).merge(user).copied).isZero();
    }

    @Test
    void aMessageOfTheOwnerIsNoDifferenceOfAMerge() {
        AccountResult result = line.meanwhile(() -> line.target(user).append(Mail.of("own", "own")))
                .merge(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
    }

    /** Dovecot itself hangs up on a file that is not as long as it noted. */
    @Test
    void aMessageOfAnotherLengthKeepsTheAccountFromBeingDone() {
        line.with("mailmig.verify.full", "true");
        AccountResult result =
                line.meanwhile(() -> alter(text -> text + "and more\n")).clone(user);
        assertThat(result.outcome).isIn(Outcome.PARTIAL, Outcome.FAILED);
        assertThat(result.reason).contains("INBOX");
    }

    @Test
    void aMessageAlteredWithoutChangeOfLengthIsFoundByReadingAllAgain() {
        line.with("mailmig.verify.full", "true");
        partial(
                line.meanwhile(() -> alter(text -> text.replace("\none", "\nOne")))
                        .clone(user),
                "INBOX",
                "UID 1");
    }

    @Test
    void readingAllAgainFindsWhatAnEarlierPassWrote() {
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        alter(text -> text.replace("\none", "\nOne"));
        partial(line.with("mailmig.verify.full", "true").clone(user), "INBOX", "UID 1");
    }

    @Test
    void aFlagChangedBeforeVerifyIsADifferenceOfAClone() {
        partial(
                line.meanwhile(() -> line.target(user).store("INBOX", "1", "+FLAGS", "\\Flagged"))
                        .clone(user),
                "flags");
    }

    @Test
    void mailThatReachesTheSourceBeforeVerifyIsPendingAndNoDifference() {
        AccountResult result = line.meanwhile(() -> line.source(user).append(Mail.of("late", "late")))
                .clone(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
    }

    @Test
    void aFolderRemovedBeforeVerifyIsMissed() {
        AccountResult result =
                line.meanwhile(() -> line.target(user).drop("Box")).clone(user);
        assertThat(result.outcome).isIn(Outcome.PARTIAL, Outcome.FAILED);
        assertThat(result.reason).contains("Box");
    }

    @Test
    void whatItsOwnerRemovesOnceTheCloneWasFinishedIsNoDifference() {
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        line.meanwhile(() -> line.target(user).remove("Box", "1"));
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        assertThat(line.target(user).snapshot().messages("Box")).isEmpty();
    }

    @Test
    void theReportNamesEachDifference() {
        AccountResult result =
                line.meanwhile(() -> line.target(user).remove("INBOX", "1:2")).clone(user);
        assertThat(result.folders)
                .filteredOn(folder -> folder.source().equals("INBOX"))
                .singleElement()
                .satisfies(folder -> assertThat(folder.differences())
                        .anyMatch(text -> text.contains("UID 1 "))
                        .anyMatch(text -> text.contains("UID 2 ")));
        assertThat(List.of(result.copied, result.failed)).containsExactly(3L, 0L);
    }
}
