// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Mode;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.Wave;

/** What becomes of given and dropped files. */
class IntakeTest {
    private static final String GOOD = "source_user,source_password,target_user\nanna,geheim,ann\nbert,,bob\n";

    @TempDir
    Path dir;

    private IntakeWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new IntakeWorld(dir, "mailmig.intake.charset=windows-1252");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aGivenFileBeginsAWaveAndStaysWhereItIs() throws Exception {
        Path file = world.file("wave.csv", GOOD);
        IntakeResult result = world.take("wave.csv");

        assertThat(result.state()).isEqualTo(IntakeResult.State.BEGUN);
        assertThat(result.accounts()).isEqualTo(2);
        assertThat(world.waves.get(result.wave().id()))
                .extracting(account -> account.row().sourceUser())
                .containsExactly("anna", "bert");
        assertThat(file).hasContent(GOOD);
        assertThat(result.aside().getParent()).isEqualTo(world.intakeDir.resolve("done"));
        assertThat(result.aside().getFileName().toString()).matches("wave\\.csv-\\d{8}-\\d{6}-\\d{3}");
        assertThat(result.aside()).hasContent("source_user,source_password,target_user\nanna,***,ann\nbert,,bob\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(result.aside())))
                .isEqualTo("rw-------");
        assertThat(files(world.intakeDir)).containsExactly("done");
    }

    @Test
    void aFileWithAnErrorBeginsNothingAndComesBackWithItsErrors() throws Exception {
        world.file("wave.csv", "source_user,Passwort\nanna,geheim\nanna,geheim\n");
        IntakeResult result = world.take("wave.csv");

        assertThat(result.state()).isEqualTo(IntakeResult.State.REJECTED);
        assertThat(result.errors()).hasSize(2);
        assertThat(world.waves).isEmpty();
        assertThat(result.aside()).hasContent("source_user,Passwort\nanna,***\nanna,***\n");
        assertThat(Path.of(result.aside() + ".errors.txt")).hasContent(String.join("\n", result.errors()) + "\n");
    }

    @Test
    void noPasswordIsInACopyWhoseColumnsHaveSlipped() throws Exception {
        String[] slipped = {
            "source_user,source_password\n\"anna,geheim\nbert,geheim\n",
            "source_user,source_password\nanna,\"x\"geheim\n",
            "source_user,source_password,dn\nanna, \"ge,heim\",x\n",
            "source_user,source_password\nanna,x,geheim\n",
            "source_user,source_password\n\"anna,geheim",
            "source_user|source_password\nanna|geheim\n",
            "Mode,IMAP\nPasswort,geheim\nAccounts,accounts.lst\n"
        };
        for (String text : slipped) {
            world.file("wave.csv", text);
            IntakeResult result = world.take("wave.csv");
            assertThat(result.state()).isEqualTo(IntakeResult.State.REJECTED);
            assertThat(Files.readString(result.aside()))
                    .isNotEmpty()
                    .doesNotContain("geheim")
                    .doesNotContain("heim\"");
            assertThat(Files.readString(Path.of(result.aside() + ".errors.txt")))
                    .doesNotContain("geheim");
        }
    }

    @Test
    void noSlipOfTheHandBringsAPasswordIntoACopy() throws Exception {
        String text = "source_user,source_password,dn\nanna,geheim,x\nbert,geheim,y\n";
        for (String slip : new String[] {"\"", ",", "\n", "\r", ";", "\u0000"}) {
            for (int at = 0; at <= text.length(); at++) {
                world.file("wave.csv", text.substring(0, at) + slip + text.substring(at));
                IntakeResult result = world.take("wave.csv");
                assertThat(Files.readString(result.aside()))
                        .as("%s at %d", slip, at)
                        .isNotEmpty()
                        .doesNotContain("geheim");
                assertThat(String.join("\n", result.errors())).doesNotContain("geheim");
            }
        }
    }

    @Test
    void theSameContentIsTakenOnceWhateverItsName() throws Exception {
        world.file("wave.csv", GOOD);
        IntakeResult first = world.take("wave.csv");
        world.file("copy.csv", GOOD);
        IntakeResult again = world.take("copy.csv");

        assertThat(again.state()).isEqualTo(IntakeResult.State.DUPLICATE);
        assertThat(again.wave()).isEqualTo(first.wave());
        assertThat(again.aside().getParent()).isEqualTo(world.intakeDir.resolve("duplicate"));
        assertThat(world.waves).hasSize(1);
    }

    @Test
    void anotherAccountsFileIsOtherContent() throws Exception {
        world.file("control.txt", "Mode,EXCHANGE\nAccounts,users.lst\n");
        world.file("users.lst", "anna\n");
        world.take("control.txt");
        world.file("users.lst", "bert\n");

        assertThat(world.take("control.txt").state()).isEqualTo(IntakeResult.State.BEGUN);
    }

    @Test
    void aRefusalOfTheLedgerRejectsTheFile() throws Exception {
        world.intake().setSink((name, sha256, rows) -> {
            rows.forEachRemaining(row -> {});
            throw new RefusedException("Mailbox anna belongs to wave x: wait for its end.");
        });
        world.file("wave.csv", GOOD);

        assertThat(world.take("wave.csv").errors())
                .containsExactly("wave.csv: Mailbox anna belongs to wave x: wait for its end.");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws Exception {
        world.file("wave.csv", GOOD);
        Files.createSymbolicLink(dir.resolve("link.csv"), dir.resolve("wave.csv"));
        new ProcessBuilder("mkfifo", dir.resolve("pipe.csv").toString()).start().waitFor();

        assertThat(world.take("link.csv").errors())
                .containsExactly("link.csv: the file is a symbolic link: give the file itself.");
        assertThat(world.take("pipe.csv").errors())
                .containsExactly("pipe.csv: the file is a pipe or device: give the file itself.");
        assertThat(world.take("none.csv").errors())
                .containsExactly("none.csv: the file does not exist: check its name.");
    }

    @Test
    void aFileAboveTheLimitIsRefused(@TempDir Path other) throws Exception {
        try (IntakeWorld small = new IntakeWorld(other, "mailmig.intake.largest=10")) {
            small.file("wave.csv", GOOD);
            assertThat(small.take("wave.csv").errors())
                    .singleElement()
                    .asString()
                    .contains("larger than 10 bytes");
        }
    }

    @Test
    void aDroppedFileIsTakenAway() throws Exception {
        drop("wave.csv", GOOD);
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves).hasSize(1);
        assertThat(files(world.intakeDir.resolve("done"))).hasSize(1);
    }

    @Test
    void aDroppedEmptyFileIsRejected() throws Exception {
        drop("empty.csv", "");
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("rejected")));

        assertThat(files(world.intakeDir.resolve("rejected"))).hasSize(2);
    }

    @Test
    void aHalfWrittenFileIsLeftAlone() throws Exception {
        close();
        world = new IntakeWorld(dir, "mailmig.intake.settle=1s");
        start();
        Path file = drop("wave.csv", "source_user\n");
        for (int i = 0; i < 12; i++) {
            String row = "user" + i + "\n";
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(file).exists();
            Files.writeString(file, row, StandardOpenOption.APPEND);
        }
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(12);
    }

    @Test
    void aFileFoundAgainAfterACrashIsDoneAndNotBegunTwice() throws Exception {
        // The wave was written, then the process died before the file was moved.
        drop("wave.csv", GOOD);
        Path file = world.intakeDir.resolve("wave.csv");
        world.intake().take(file, new IntakeOptions(Mode.MERGE, null));
        try (Stream<Path> done = Files.list(world.intakeDir.resolve("done"))) {
            Files.delete(done.findFirst().orElseThrow());
        }
        start();
        await().until(() -> !Files.exists(file));

        assertThat(files(world.intakeDir)).containsExactly("done");
        assertThat(files(world.intakeDir.resolve("done"))).hasSize(1);
        assertThat(world.waves).hasSize(1);

        drop("wave.csv", GOOD);
        await().until(() -> !Files.exists(file));
        assertThat(files(world.intakeDir.resolve("duplicate"))).hasSize(1);
        assertThat(world.waves).hasSize(1);
    }

    @Test
    void aLedgerThatIsDownLeavesTheFileForLater() throws Exception {
        world.intake().setSink((name, sha256, rows) -> {
            throw new TransientException("The ledger does not answer: start its database.", null);
        });
        world.file("wave.csv", GOOD);

        assertThatThrownBy(() -> world.take("wave.csv")).isInstanceOf(TransientException.class);
        assertThat(files(world.intakeDir)).isEmpty();
    }

    @Test
    void aDroppedFileWaitsForTheLedger() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        world.intake().setSink((name, sha256, rows) -> {
            if (calls.incrementAndGet() < 2) {
                throw new TransientException("The ledger does not answer: start its database.", null);
            }
            rows.forEachRemaining(row -> {});
            Wave wave = new Wave("wave-1", name, sha256, Instant.now(), null, null);
            return new Waves.Begun(wave, true, 2, 0);
        });
        drop("wave.csv", GOOD);
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(calls).hasValue(2);
    }

    @Test
    void filesOfAMailmigRunDroppedTogetherAreTakenTogether() throws Exception {
        drop(
                "accounts.csv",
                "IMAP_Mailbox,IMAP_Password,SMTP_Address,IMAP_Server\nanna,geheim,anna@new.example,mail.old.example\n");
        drop("a-subjects.txt", "Spam, spam\n");
        drop("control.txt", "Mode,IMAP\nAccounts,accounts.csv\nSubjectFile,a-subjects.txt\n");
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        List<String> done = files(world.intakeDir.resolve("done"));
        assertThat(done)
                .extracting(name -> name.replaceFirst("-\\d{8}-.*", ""))
                .containsExactly("a-subjects.txt", "accounts.csv", "control.txt");
        assertThat(Files.readString(world.intakeDir.resolve("done").resolve(done.get(1))))
                .contains("anna,***,anna@new.example");
        assertThat(world.waves.values()).singleElement().asList().hasSize(1);
    }

    @Test
    void aFileThatTwoDroppedControlFilesNameServesBoth() throws Exception {
        drop("skip.txt", "Spam, spam\n");
        for (String name : List.of("a", "b")) {
            drop(
                    name + ".csv",
                    "IMAP_Mailbox,SMTP_Address,IMAP_Server\n" + name + "," + name + "@new.example,mail.old.example\n");
            drop(name + ".txt", "Mode,IMAP\nAccounts," + name + ".csv\nSubjectFile,skip.txt\n");
        }
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(files(world.intakeDir.resolve("done")))
                .extracting(name -> name.replaceFirst("-\\d{8}-.*", ""))
                .containsExactly("a.csv", "a.txt", "b.csv", "b.txt", "skip.txt", "skip.txt");
        assertThat(world.waves).hasSize(2);
    }

    @Test
    void anAccountsFileWaitsForTheControlFileThatNamesIt() throws Exception {
        drop("accounts.csv", "IMAP_Mailbox,SMTP_Address,IMAP_Server\nanna,anna@new.example,mail.old.example\n");
        drop("zoo.csv", GOOD);
        start();
        await().until(() -> !Files.exists(world.intakeDir.resolve("zoo.csv")));

        assertThat(files(world.intakeDir)).containsExactly("accounts.csv", "done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts.csv", "zaccounts.csv", "accounts.lst"})
    void aControlFileWaitsUntilTheFileThatItNamesIsWritten(String name) throws Exception {
        close();
        world = new IntakeWorld(dir, "mailmig.intake.settle=700");
        drop("control.txt", "Mode,IMAP\nAccounts," + name + "\n");
        Path accounts = drop(name, "IMAP_Mailbox,SMTP_Address,IMAP_Server\n");
        start();
        for (int i = 0; i < 8; i++) {
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(world.intakeDir.resolve("control.txt")).exists();
            Files.writeString(
                    accounts, "u" + i + ",u" + i + "@new.example,mail.old.example\n", StandardOpenOption.APPEND);
        }
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(8);
    }

    @Test
    void aControlFileWaitsForAFileThatIsDroppedAfterIt() throws Exception {
        drop("control.txt", "Mode,EXCHANGE\nAccounts,users.txt\n");
        start();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        drop("users.txt", "anna\n");
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves).hasSize(1);
    }

    @Test
    void aListOfNamesWaitsForTheControlFileThatIsDroppedAfterIt() throws Exception {
        drop("users.txt", "anna\nbert\n");
        start();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(world.intakeDir.resolve("users.txt")).hasContent("anna\nbert\n");
        drop("control.txt", "Mode,EXCHANGE\nAccounts,users.txt\n");
        await().until(() -> files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(2);
    }

    @Test
    void aFileThatWaitsTooLongIsRejected() throws Exception {
        close();
        world = new IntakeWorld(dir, "mailmig.intake.patience=1s");
        drop("users.txt", "anna\nbert\n");
        drop("control.txt", "Mode,EXCHANGE\nAccounts,none.lst\n");
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("rejected")));

        assertThat(files(world.intakeDir.resolve("rejected"))).hasSize(4);
    }

    @Test
    void aFileThatChangesAfterItWasAcceptedStaysAndTheWaveReportsIt() throws Exception {
        drop("accounts.lst", "anna\n");
        drop("control.txt", "Mode,EXCHANGE\nAccounts,accounts.lst\n");
        List<String> warnings = new java.util.concurrent.CopyOnWriteArrayList<>();
        world.intake().setSink((name, sha256, rows) -> {
            rows.forEachRemaining(row -> {});
            try {
                Files.writeString(world.intakeDir.resolve("accounts.lst"), "bert\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return new Waves.Begun(new Wave("w-1", name, sha256, Instant.now(), null, null), true, 1, 0);
        });
        world.told(warnings);
        start();
        await().until(() -> !Files.exists(world.intakeDir.resolve("control.txt")));

        assertThat(world.intakeDir.resolve("accounts.lst")).hasContent("anna\nbert\n");
        await().untilAsserted(() ->
                assertThat(warnings).anyMatch(text -> text.contains("accounts.lst: the file was changed after")));
    }

    @Test
    void whyAFileStaysIsReportedOnce() throws Exception {
        List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        world.told(told);
        AtomicInteger calls = new AtomicInteger();
        world.intake().setSink((name, sha256, rows) -> {
            calls.incrementAndGet();
            throw new TransientException("The ledger does not answer: start its database.", null);
        });
        drop("wave.csv", GOOD);
        start();
        await().until(() -> calls.get() >= 3);

        assertThat(told)
                .containsExactly(
                        "The control file wave.csv stays in the drop folder for now: The ledger does not answer:"
                                + " start its database.");
    }

    @Test
    void rowsOfAnotherWaveAreErrorsLikeAnyOther(@TempDir Path other) throws Exception {
        try (IntakeWorld real = IntakeWorld.withLedger(other)) {
            real.file("one.csv", "source_user\nanna\nbert\n");
            String wave = real.take("one.csv").wave().id();
            real.file("two.csv", "mode,source_user\nmerge,carl\nmerge,anna\n,bert\n");
            IntakeResult result = real.take("two.csv");

            assertThat(result.state()).isEqualTo(IntakeResult.State.REJECTED);
            String sentence =
                    " is being processed in wave " + wave + ": wait until that wave has ended, or remove the row.";
            assertThat(result.errors())
                    .containsExactly(
                            "two.csv, line 3, column source_user: the mailbox of anna" + sentence,
                            "two.csv, line 4, column source_user: the mailbox of bert" + sentence);
        }
    }

    @Test
    void oneUserOnTwoServersIsTwoAccounts(@TempDir Path other) throws Exception {
        try (IntakeWorld real = IntakeWorld.withLedger(other)) {
            real.file("wave.csv", "source_user,target_user,source_server\ninfo,i1,source\nINFO,i2,branch\n");
            IntakeResult result = real.take("wave.csv");

            assertThat(result.errors()).isEmpty();
            assertThat(Ledger.of(real.context()).accounts().list(result.wave().id()))
                    .extracting(
                            state -> state.account().getAccount(),
                            state -> state.account().getRow().sourceUser())
                    .containsExactly(tuple("info", "info"), tuple("INFO@branch", "INFO"));
        }
    }

    @Test
    void noPasswordIsInErrorsOrCopyOfAFileThatBeginsLikeAControlFile() throws Exception {
        String[] texts = {
            "! wave 1\nsource_password,source_user\ngeheim1,joe\ngeheim2;jim\n",
            "# wave\nsource_user,source_password\njoe,geheim1\n",
            "Mode,IMAP\ngeheim1\nAccounts,accounts.lst\n",
            "Mode,IMAP\ngeheim1,joe\nAccounts,accounts.lst\n",
            "! wave 1\njoe;geheim1\n"
        };
        for (String text : texts) {
            world.file("wave.csv", text);
            IntakeResult result = world.take("wave.csv");
            assertThat(result.state()).isEqualTo(IntakeResult.State.REJECTED);
            assertThat(Files.readString(result.aside()) + result.errors())
                    .as(text)
                    .doesNotContain("geheim");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imaps://mail.old.example:99300",
                "imaps://mail.old.example:x",
                "pop3://mail.old.example",
                "imaps://m:0"
            })
    void aServerThatCannotBeReachedStartsNothing(String uri, @TempDir Path other) throws Exception {
        try (IntakeWorld wrong = new IntakeWorld(other, "mailmig.source.uri=" + uri)) {
            wrong.file("wave.csv", GOOD);
            assertThatThrownBy(() -> wrong.take("wave.csv"))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("mailmig.source.uri");
            assertThat(wrong.waves).isEmpty();
        }
    }

    @Test
    void aLimitBeyondTwoBillionBytesIsALimit(@TempDir Path other) throws Exception {
        try (IntakeWorld large = new IntakeWorld(other, "mailmig.intake.largest=8589934592")) {
            large.file("wave.csv", GOOD);
            assertThat(large.take("wave.csv").state()).isEqualTo(IntakeResult.State.BEGUN);
        }
    }

    @Test
    void aForwarderThatTheDirectoryWouldRefuseIsAnErrorOfItsRow(@TempDir Path other) throws Exception {
        try (IntakeWorld stamping = new IntakeWorld(
                other, "mailmig.directory.url=ldap://localhost", "mailmig.forwarder.domain=old.example")) {
            assertThat(stamping.check("source_user\nanna b\n", Mode.CLONE).errors())
                    .singleElement()
                    .asString()
                    .startsWith("wave.csv, line 2, column forward_address: \"anna b@old.example\" is not an address");
            assertThat(stamping.check("source_user\nanna b\n", Mode.MERGE).errors())
                    .isEmpty();
        }
    }

    @Test
    void aMisspeltFirstKeywordIsNamed() throws Exception {
        world.file("control.txt", "Mod,IMAP\nAccounts,accounts.lst\n");
        assertThat(world.take("control.txt").errors())
                .first()
                .asString()
                .isEqualTo("control.txt, line 1: \"Mod\" is not a keyword of a control file: correct or remove it.");
    }

    @Test
    void aNameLongInBytesIsNoReasonToStay() throws Exception {
        String name = "\u00fc".repeat(120) + ".csv";
        drop(name, "source_user,x\nanna,\n");
        start();
        await().until(() -> files(world.intakeDir).equals(List.of("rejected")));
    }

    private Path drop(String name, String text) throws IOException {
        Files.createDirectories(world.intakeDir);
        return Files.writeString(world.intakeDir.resolve(name), text);
    }

    private void start() throws Exception {
        world.context().getRouteController().startRoute("mailmig-intake");
    }

    private static List<String> files(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".camelLock"))
                    .sorted()
                    .toList();
        }
    }
}
