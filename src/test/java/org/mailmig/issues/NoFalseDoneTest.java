// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** EXISTS 8, and FETCH lists 6: "verified 6 of 6", DONE. Servers with wrong responses must not get an account to DONE. */
class NoFalseDoneTest {
    private static final int COUNT = 8;

    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer().addMany(COUNT);

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    private InProcess line() {
        return new InProcess(source, target);
    }

    private AccountResult run(String mode) {
        try (InProcess line = line()) {
            return run(line, mode);
        }
    }

    private static AccountResult run(InProcess line, String mode) {
        AccountResult result = mode.equals("clone") ? line.clone("anna") : line.merge("anna");
        assertThat(result.folders)
                .allSatisfy(folder -> assertThat(folder.counts().unaccounted())
                        .as("%s", folder)
                        .isZero());
        assertThat(result.folders)
                .filteredOn(folder -> !folder.differences().isEmpty())
                .allSatisfy(
                        folder -> assertThat(folder.verified()).as("%s", folder).isLessThan(folder.messages()));
        return result;
    }

    private static List<String> differences(AccountResult result) {
        return result.folders.stream()
                .flatMap(folder -> folder.differences().stream())
                .toList();
    }

    private static void isPartial(AccountResult result, String... words) {
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(differences(result)).anySatisfy(text -> assertThat(text).contains(words));
    }

    private void isWhole(AccountResult result) {
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
        assertThat(target.texts("INBOX")).containsExactlyElementsOf(source.texts("INBOX"));
        assertThat(result.messages).isEqualTo(source.texts("INBOX").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void honestServersAreDone(String mode) {
        AccountResult result = run(mode);
        isWhole(result);
        assertThat(result.warnings)
                .filteredOn(text -> !text.startsWith("Sieve"))
                .isEmpty();
    }

    /** All but the messages whose facts are asked for by name are listed. */
    @Test
    void messagesThatAListOfAllLeavesOutAreAskedForByTheUidsThatSearchFinds() {
        LongPredicate six = uid -> uid <= 6 || source.commands.stream().anyMatch(one -> one.startsWith("UID SEARCH"));
        source.faults.lists = six;
        isWhole(run("clone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void messagesThatFetchNeverListsAreNamedInEachRun(String mode) {
        source.faults.lists = uid -> uid != 3 && uid != 7;
        try (InProcess line = line()) {
            for (int i = 0; i < 2; i++) {
                AccountResult result = run(line, mode);
                isPartial(result, "2 messages", "3,7");
                assertThat(result.failed).isEqualTo(2);
                assertThat(result.messages).isEqualTo(COUNT);
            }
            source.faults.lists = uid -> true;
            AccountResult result = run(line, mode);
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
            assertThat(target.texts("INBOX")).containsExactlyInAnyOrderElementsOf(source.texts("INBOX"));
        }
    }

    @Test
    void messagesThatNeitherFetchNorSearchShowsAreCounted() {
        source.faults.lists = uid -> uid <= 6;
        source.faults.finds = uid -> uid <= 6;
        AccountResult result = run("clone");
        isPartial(result, "2 messages", "neither listed by FETCH nor found by UID SEARCH");
        assertThat(result.failed).isEqualTo(2);
        assertThat(result.copied).isEqualTo(6);
    }

    @Test
    void anExistsThatIsTooLargeIsNoDone() {
        source.faults.exists = real -> real + 4;
        AccountResult result = run("merge");
        isPartial(result, "4 messages");
        assertThat(result.copied).isEqualTo(COUNT);
    }

    @Test
    void aUidnextThatIsTooSmallLeavesNothingOut() {
        source.faults.uidNext = real -> 5;
        source.faults.statusUidNext = real -> 5;
        isWhole(run("clone"));
    }

    @Test
    void aSearchThatLeavesOutDoesNoHarmWhereTheListIsWhole() {
        source.faults.finds = uid -> uid % 2 == 0;
        target.faults.finds = uid -> uid % 2 == 1;
        isWhole(run("clone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aMessageThatTheTargetForgetsIsNamedAndCopiedAgainByTheNextRun(String mode) {
        target.faults.forgets = text -> text.contains("text of 5");
        try (InProcess line = line()) {
            isPartial(run(line, mode), "UID 5 is missing in the target");
            isPartial(run(line, mode), "UID 5 is missing in the target");
            target.faults.forgets = text -> false;
            AccountResult result = run(line, mode);
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
            assertThat(target.texts("INBOX")).containsExactlyInAnyOrderElementsOf(source.texts("INBOX"));
        }
    }

    @Test
    void aStatusThatCountsNothingLeavesNothingOut() {
        source.faults.statusMessages = real -> 0;
        source.faults.statusUidNext = real -> 1;
        isWhole(run("merge"));
    }

    @ParameterizedTest
    @CsvSource({"merge, false", "clone, false", "merge, true", "clone, true"})
    void aTextThatIsShorterThanAnnouncedIsNamedInEachRun(String mode, String full) {
        source.faults.reads = text -> text.contains("text of 5") ? cut(text) : text;
        source.faults.size = real -> InMemoryImapServer.mail(1).length();
        source.offers("LITERAL+ UIDPLUS CONDSTORE");
        target.offers("LITERAL+ UIDPLUS CONDSTORE");
        try (InProcess line = line().with("mailmig.verify.full", full)) {
            for (int i = 0; i < 3; i++) {
                AccountResult result = run(line, mode);
                assertThat(result.warnings)
                        .anySatisfy(text -> assertThat(text).contains("1 message is shorter", "source UIDs 5"));
            }
        }
    }

    @Test
    void sizesThatAreEstimatesAreNamedAndCostAFewLooksOnly() {
        source.addMany(400);
        source.faults.size = real -> real + 10;
        AccountResult result = run("merge");
        assertThat(result.warnings)
                .anySatisfy(text -> assertThat(text).contains(COUNT + 400 + " messages are shorter"));
        assertThat(source.commands)
                .filteredOn(one -> one.contains("BODY.PEEK[]"))
                .hasSizeLessThan(5);
        assertThat(target.texts("INBOX")).containsExactlyElementsOf(source.texts("INBOX"));
    }

    @Test
    void aTextThatWasCutOffOnceIsAskedForAgain() {
        source.faults.reads = text -> source.commands.stream()
                                .filter(one -> one.contains("BODY.PEEK[]"))
                                .count()
                        == 1
                ? cut(text)
                : text;
        source.faults.size = real -> InMemoryImapServer.mail(1).length();
        AccountResult result = run("merge");
        isWhole(result);
        assertThat(result.warnings).noneMatch(text -> text.contains("shorter"));
    }

    private static String cut(String text) {
        return text.substring(0, text.length() - 7);
    }

    @Test
    void aTextThatTheSourceNeverSendsIsNamed() {
        source.faults.sends = uid -> uid != 4;
        AccountResult result = run("merge");
        isPartial(result, "UID 4 had no text");
        assertThat(result.failed).isEqualTo(1);
        source.faults.lists = uid -> uid != 4 || source.commands.stream().noneMatch(one -> one.contains("BODY.PEEK[]"));
        target.folder("INBOX").messages.clear();
        source.commands.clear();
        isPartial(run("merge"), "4");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void aServerThatWorksOnSoManyMessagesOfACommandOnlyIsAskedForTheRest(int limit) {
        source.addMany(17);
        source.faults.limit = limit;
        target.faults.limit = limit;
        try (InProcess line = line()) {
            isWhole(run(line, "clone"));
            AccountResult again = run(line, "merge");
            isWhole(again);
            assertThat(again.copied).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK", "NO"})
    void aServerThatStopsAmidACommandAndCallsThatNoIsAskedForTheRest(String answer) {
        source.addMany(17);
        source.faults.limit = 10;
        source.faults.limitedAnswer = answer;
        target.faults.limit = 10;
        target.faults.limitedAnswer = answer;
        try (InProcess line = line()) {
            isWhole(run(line, "merge"));
            source.messages("INBOX").forEach(one -> one.flags.add("\\Flagged"));
            isWhole(run(line, "merge"));
            assertThat(target.messages("INBOX")).as("UID STORE").allSatisfy(one -> assertThat(one.flags)
                    .contains("\\Flagged"));
        }
    }

    /** Only the last check, which counts, is answered so. */
    @Test
    void whatTheLastCheckMissesIsNotVerified() {
        String last = "UID SEARCH ALL";
        target.faults.finds = uid -> uid != 3;
        target.faults.lists = uid -> uid != 3 || target.commands.stream().noneMatch(one -> one.equals(last));
        AccountResult result = run("clone");
        isPartial(result, "UID 3 is missing in the target");
        assertThat(result.folders.get(0).verified()).isEqualTo(COUNT - 1);
    }

    @Test
    void nothingIsVerifiedInAFolderThatDoesNotOpenAnyMore() {
        target.faults.uidValidity = real -> real
                + (target.commands.stream()
                                        .filter(one -> one.startsWith("EXAMINE"))
                                        .count()
                                > 1
                        ? 1
                        : 0);
        AccountResult result = run("clone");
        isPartial(result, "UIDVALIDITY of the target");
        assertThat(result.folders.get(0).verified()).isZero();
    }

    @Test
    void aUidvalidityThatIsAnotherOneInEachAnswerIsNoDone() {
        AtomicLong next = new AtomicLong(5000);
        source.faults.uidValidity = real -> next.incrementAndGet();
        assertThat(run("merge").outcome).isNotEqualTo(Outcome.DONE);
    }

    @Test
    void aUidvalidityOfZeroIsNamed() {
        source.faults.uidValidity = real -> 0;
        source.faults.statusUidValidity = real -> 0;
        assertThat(run("merge").warnings).anySatisfy(text -> assertThat(text).contains("no UIDVALIDITY"));
    }

    /** Courier gives a fresh folder another UIDVALIDITY when it is opened first. */
    @ParameterizedTest
    @CsvSource({"source, INBOX", "target, INBOX", "source, Inbox", "target, Inbox", "target, inbox"})
    void aUidvalidityThatStatusReportedOtherwiseMakesNoDifference(String side, String spelling) {
        source.listsInboxAs(spelling);
        target.listsInboxAs(spelling);
        (side.equals("source") ? source : target).faults.statusUidValidity = real -> real - 1;
        AccountResult result = run("merge");
        isWhole(result);
        assertThat(differences(result)).isEmpty();
    }

    @Test
    void aTargetThatKeepsOneOfTwoEqualMessagesIsNoDone() {
        source.add(InMemoryImapServer.mail(2)).add(InMemoryImapServer.mail(8));
        target.faults.single = true;
        try (InProcess line = line()) {
            for (int i = 0; i < 2; i++) {
                AccountResult result = run(line, "merge");
                isPartial(result, "stores equal messages once");
                assertThat(result.failed).isEqualTo(2);
                assertThat(target.texts("INBOX")).hasSize(COUNT);
            }
        }
    }

    @Test
    void theSameWithATargetThatDoesNotReportUids() {
        source.add(InMemoryImapServer.mail(2));
        target.faults.single = true;
        target.offers("LITERAL+");
        isPartial(run("merge"), "UID 9");
    }
}
