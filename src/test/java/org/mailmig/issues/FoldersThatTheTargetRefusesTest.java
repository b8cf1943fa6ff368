// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** One folder name, or one thing that is not mail at all, and nothing of the account was copied. */
class FoldersThatTheTargetRefusesTest {
    private final InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT").with("INBOX", "in");
    private final InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final InProcess line = new InProcess(source, target);

    @AfterEach
    void close() {
        line.close();
        source.close();
        target.close();
    }

    private AccountResult run(Mode mode) {
        AccountResult result = line.run(ControlRow.of(2, "anna", "anna", mode).build());
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "\\., a.b, a=2Eb",
        "#, #1, =231",
        "'[^\\x20-\\x7E&]|&[^-]', Entw&APw-rfe, Entw=C3=BCrfe",
        "[(], '(2) & more', '=282=29 =26 more'",
        "'=|\\.', a.b, a-b-",
    })
    void anotherNameIsFoundAndFoundAgain(String forbidden, String name, String there) {
        target.answers("CREATE \"[^\"]*(" + forbidden + ")[^\"]*\"", "NO [CANNOT] Character not allowed");
        source.with(name.replace(" & ", " &- "), "one").with(name.replace(" & ", " &- ") + "/below", "two");
        for (int run = 0; run < 3; run++) {
            AccountResult result = run(run == 0 ? Mode.CLONE : Mode.MERGE);
            assertThat(result.copied).isEqualTo(run == 0 ? 3 : 0);
            assertThat(result.notes).anyMatch(note -> note.contains("is called " + there));
            assertThat(target.subjects().keySet()).hasSize(3);
            assertThat(target.subjects()).anySatisfy((folder, subjects) -> {
                assertThat(folder).startsWith(there.replace("&", "&-")).doesNotContain("/");
                assertThat(subjects).containsExactly("one");
            });
        }
    }

    /** Cyrus has no folder INBOX below another one. */
    @ParameterizedTest
    @CsvSource({"INBOX/INBOX", "INBOX/inbox", "Old/Inbox", "Old/INBOX/2001"})
    void inboxBelowAFolderGetsANumber(String name) {
        target.answers("CREATE \"[^\"]*/[Ii](?i:nbox)[/\"].*", "NO Invalid mailbox name");
        source.with(name, "one").with(name + "/below", "two");
        for (int run = 0; run < 3; run++) {
            AccountResult result = run(run == 0 ? Mode.CLONE : Mode.MERGE);
            assertThat(result.copied).isEqualTo(run == 0 ? 3 : 0);
            assertThat(result.notes).anyMatch(note -> note.contains("is called "));
            assertThat(target.subjects()).containsValue(List.of("one")).containsValue(List.of("two"));
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aNameAboveOthersInTheTargetBecomesAFolder(Mode mode) {
        source.with("P", "1", "2", "3").with("P/C", "4", "5");
        target.noselect("P");
        if (mode == Mode.MERGE) {
            target.with("P/C", "4");
        }
        run(mode);
        assertThat(target.subjects())
                .containsEntry("P", List.of("1", "2", "3"))
                .containsEntry("P/C", List.of("4", "5"));
        assertThat(run(mode).copied).isZero();
    }

    /** The child is tried for its name, or copied first for its many messages, or made to see whether it gets a role. */
    @ParameterizedTest
    @CsvSource({"P/J&AOQ-nner", "P/a.b", "P/plain", "P/Q/&ZeVnLIqe-", "P/Junk E-mail", "Sent/a.b", "Sent/plain"})
    void aFolderIsMadeBeforeThoseBelowItWhereANameNeverBecomesAFolder(String child) {
        target.namesStayNames();
        source.role("Sent", "\\Sent").role("Bulk", "\\Junk").with("Bulk", "junk");
        target.role("Sent", "\\Sent");
        source.with("P", "1").with("P/Q", "2").with("Sent", "3").with(child, "4", "5", "6", "7");
        assertThat(run(Mode.CLONE).copied).isEqualTo(9);
        assertThat(target.subjects())
                .containsEntry("P", List.of("1"))
                .containsEntry("P/Q", List.of("2"))
                .containsEntry("Sent", List.of("3"))
                .containsEntry(child, List.of("4", "5", "6", "7"));
        assertThat(target.commands).noneMatch(command -> command.matches("DELETE \"(P|Sent).*"));
        assertThat(run(Mode.MERGE).copied).isZero();
    }

    @Test
    void aCloneThatWasCutOffBetweenChildAndParentResumes() {
        source.with("P", "1").with("P/C", "2");
        target.answers("APPEND \"P\" .*", "NO [UNAVAILABLE] later");
        AccountResult cut =
                line.run(ControlRow.of(2, "anna", "anna", Mode.CLONE).build());
        assertThat(cut.outcome).isNotEqualTo(Outcome.DONE);
        target.noselect("P").answers("APPEND \"P\" .*", null);
        run(Mode.CLONE);
        assertThat(target.subjects()).containsEntry("P", List.of("1")).containsEntry("P/C", List.of("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO [NOPERM] no", "BAD unknown command", "NO [UNAVAILABLE] later"})
    void whatIsNotMailIsAWarning(String answer) {
        source.with("A", "one").answers("LSUB .*", answer);
        target.answers("(UN)?SUBSCRIBE .*|LSUB .*", answer);
        source.answers("SUBSCRIBE .*", "OK done");
        assertThat(run(Mode.CLONE).copied).isEqualTo(2);
        assertThat(run(Mode.MERGE).copied).isZero();
    }

    @Test
    void aRefusedSubscriptionIsNamed() throws Exception {
        source.with("A", "one").subscribe("A");
        target.answers("SUBSCRIBE .*", "NO [NOPERM] not here");
        assertThat(run(Mode.CLONE).warnings).singleElement().asString().contains("folder A", "not here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\rb", "a\\nb", "a\\0b/c"})
    void aNameThatImapCannotAskForIsNamedAndLeftOut(String escaped) throws Exception {
        String name = escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        source.with(name, "lost").with("A", "one");
        AccountResult result = run(Mode.CLONE);
        assertThat(result.copied).isEqualTo(2);
        assertThat(result.warnings).singleElement().asString().contains("left out", "IMAP cannot select it");
        assertThat(line.uidMap()).hasSize(2);
        assertThat(run(Mode.MERGE).copied).isZero();
    }

    @Test
    void virtualFoldersAreNamedAndLeftOutUnlessTheRowAsksForThem() {
        source.namespaces("((\"\" \"/\")(\"Views/\" \"/\")(\"Archive/\" \"/\")) NIL NIL")
                .with("Archive/2001", "old")
                .view("Views/All", "INBOX")
                .with("Views/All", "in");
        AccountResult result = run(Mode.MERGE);
        assertThat(result.copied).isEqualTo(2);
        assertThat(result.notes).anyMatch(note -> note.contains("Views/All: shows messages of other folders"));
        assertThat(target.subjects()).containsOnlyKeys("INBOX", "Archive/2001");
        line.run(ControlRow.of(2, "anna", "anna", Mode.MERGE)
                .folders(List.of("Views/*"), List.of())
                .build());
        assertThat(target.subjects()).containsEntry("Views/All", List.of("in"));
    }

    @Test
    void soAreThoseOfAServerThatDoesNotSayWhereItsMessagesAre() {
        source.namespaces("((\"\" \"/\")(\"virtual/\" \"/\")) NIL NIL")
                .with("virtual/Unseen", "in")
                .with("Virtual machines", "about them");
        run(Mode.CLONE);
        assertThat(target.subjects()).containsOnlyKeys("INBOX", "Virtual machines");
    }

    @Test
    void foldersThatAServerMakesByItselfAreNamedWithTheKeyForThem() {
        target.with("Outbox").with("Notes").with("Calendar");
        AccountResult refused =
                line.run(ControlRow.of(2, "anna", "anna", Mode.CLONE).build());
        assertThat(refused.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(refused.reason).contains("mailmig.target.own-folders = Outbox, Notes, Calendar");
        line.with("mailmig.target.own-folders", "Outbox, Notes, Calendar");
        run(Mode.CLONE);
    }

    /** Each twice: the second run names it again. */
    @ParameterizedTest
    @CsvSource({
        "CLONE, source, EXAMINE, NO [NOPERM] not yours",
        "MERGE, source, (EXAMINE|STATUS), NO [NOPERM] not yours",
        "CLONE, source, (EXAMINE|STATUS), NO it is broken",
        "CLONE, target, CREATE, NO Mailbox doesn't allow inferior mailboxes",
        "MERGE, target, (CREATE|SELECT), NO [CANNOT] never",
        "MERGE, target, SELECT, NO [SERVERBUG] each time",
    })
    void aFolderThatCannotBeReadOrMadeIsNamedAndTheOthersAreCopied(
            Mode mode, String side, String command, String answer) {
        source.with("A", "one", "two").with("B", "three").with("B/C", "four");
        (side.equals("source") ? source : target).answers(command + " \"A\".*", answer);
        if (answer.contains("SERVERBUG")) {
            line.waited(3);
        }
        for (int run = 0; run < 2; run++) {
            AccountResult result =
                    line.run(ControlRow.of(2, "anna", "anna", mode).build());
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
            assertThat(result.reason).contains("folder A").contains(answer.replaceFirst("NO (\\[.*] )?", ""));
            assertThat(result.copied).isEqualTo(run == 0 ? 3 : 0);
            assertThat(result.failed).isEqualTo(command.contains("STATUS") ? result.failed : 2);
            assertThat(result.warnings).anyMatch(warning -> warning.contains("folder A could not be copied"));
        }
        assertThat(target.subjects())
                .containsEntry("INBOX", List.of("in"))
                .containsEntry("B", List.of("three"))
                .containsEntry("B/C", List.of("four"));
        assertThat(target.subjects().getOrDefault("A", List.of())).isEmpty();
    }

    @Test
    void aMapOfFoldersIsForClonesToo() {
        source.with("Box/a", "one").with("Other", "two");
        target.answers("CREATE \"Box/.*", "NO Mailbox doesn't allow inferior mailboxes");
        ControlRow.Builder row = ControlRow.of(2, "anna", "anna", Mode.CLONE);
        for (int run = 0; run < 2; run++) {
            AccountResult result =
                    line.run(row.folderMap(Map.of("Box/a", "Box-a")).build());
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(run == 0 ? 3 : 0);
        }
        assertThat(target.subjects()).containsEntry("Box-a", List.of("one")).containsEntry("Other", List.of("two"));
    }

    @Test
    void butNotToPutTwoFoldersIntoOne() {
        source.with("A", "one").with("B", "two");
        AccountResult result = line.run(ControlRow.of(2, "anna", "anna", Mode.CLONE)
                .folderMap(Map.of("A", "C", "B", "C"))
                .build());
        assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(result.reason).contains("A and B into one folder");
    }
}
