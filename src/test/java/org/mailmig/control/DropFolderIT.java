// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.mailmig.error.TransientException;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.Wave;

/** What becomes of dropped files: the shipped route looks into the folder once a second, so these tests wait. */
class DropFolderIT {
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
    void aDroppedFileIsTakenAway() throws Exception {
        drop("wave.csv", IntakeWorld.GOOD);
        start();
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves).hasSize(1);
        assertThat(IntakeWorld.files(world.intakeDir.resolve("done"))).hasSize(1);
    }

    @Test
    void aDroppedEmptyFileIsRejected() throws Exception {
        drop("empty.csv", "");
        start();
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("rejected")));

        assertThat(IntakeWorld.files(world.intakeDir.resolve("rejected"))).hasSize(2);
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
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(12);
    }

    @Test
    void aFileFoundAgainAfterACrashIsDoneAndNotBegunTwice() throws Exception {
        // The wave was written, then the process died before the file was moved.
        drop("wave.csv", IntakeWorld.GOOD);
        Path file = world.intakeDir.resolve("wave.csv");
        world.intake().take(file, new IntakeOptions(Mode.MERGE, null));
        try (Stream<Path> done = Files.list(world.intakeDir.resolve("done"))) {
            Files.delete(done.findFirst().orElseThrow());
        }
        start();
        await().until(() -> !Files.exists(file));

        assertThat(IntakeWorld.files(world.intakeDir)).containsExactly("done");
        assertThat(IntakeWorld.files(world.intakeDir.resolve("done"))).hasSize(1);
        assertThat(world.waves).hasSize(1);

        drop("wave.csv", IntakeWorld.GOOD);
        await().until(() -> !Files.exists(file));
        assertThat(IntakeWorld.files(world.intakeDir.resolve("duplicate"))).hasSize(1);
        assertThat(world.waves).hasSize(1);
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
        drop("wave.csv", IntakeWorld.GOOD);
        start();
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

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
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        List<String> done = IntakeWorld.files(world.intakeDir.resolve("done"));
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
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(IntakeWorld.files(world.intakeDir.resolve("done")))
                .extracting(name -> name.replaceFirst("-\\d{8}-.*", ""))
                .containsExactly("a.csv", "a.txt", "b.csv", "b.txt", "skip.txt", "skip.txt");
        assertThat(world.waves).hasSize(2);
    }

    @Test
    void anAccountsFileWaitsForTheControlFileThatNamesIt() throws Exception {
        drop("accounts.csv", "IMAP_Mailbox,SMTP_Address,IMAP_Server\nanna,anna@new.example,mail.old.example\n");
        drop("zoo.csv", IntakeWorld.GOOD);
        start();
        await().until(() -> !Files.exists(world.intakeDir.resolve("zoo.csv")));

        assertThat(IntakeWorld.files(world.intakeDir)).containsExactly("accounts.csv", "done");
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
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(8);
    }

    @Test
    void aControlFileWaitsForAFileThatIsDroppedAfterIt() throws Exception {
        drop("control.txt", "Mode,EXCHANGE\nAccounts,users.txt\n");
        start();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        drop("users.txt", "anna\n");
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves).hasSize(1);
    }

    @Test
    void aListOfNamesWaitsForTheControlFileThatIsDroppedAfterIt() throws Exception {
        drop("users.txt", "anna\nbert\n");
        start();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(world.intakeDir.resolve("users.txt")).hasContent("anna\nbert\n");
        drop("control.txt", "Mode,EXCHANGE\nAccounts,users.txt\n");
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("done")));

        assertThat(world.waves.values()).singleElement().asList().hasSize(2);
    }

    @Test
    void aFileThatWaitsTooLongIsRejected() throws Exception {
        close();
        world = new IntakeWorld(dir, "mailmig.intake.patience=1s");
        drop("users.txt", "anna\nbert\n");
        drop("control.txt", "Mode,EXCHANGE\nAccounts,none.lst\n");
        start();
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("rejected")));

        assertThat(IntakeWorld.files(world.intakeDir.resolve("rejected"))).hasSize(4);
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
        drop("wave.csv", IntakeWorld.GOOD);
        start();
        await().until(() -> calls.get() >= 3);

        assertThat(told)
                .containsExactly(
                        "The control file wave.csv stays in the drop folder for now: The ledger does not answer:"
                                + " start its database.");
    }

    @Test
    void aNameLongInBytesIsNoReasonToStay() throws Exception {
        String name = "\u00fc".repeat(120) + ".csv";
        drop(name, "source_user,x\nanna,\n");
        start();
        await().until(() -> IntakeWorld.files(world.intakeDir).equals(List.of("rejected")));
    }

    private Path drop(String name, String text) throws IOException {
        Files.createDirectories(world.intakeDir);
        return Files.writeString(world.intakeDir.resolve(name), text);
    }

    private void start() throws Exception {
        world.context().getRouteController().startRoute("mailmig-intake");
    }
}
