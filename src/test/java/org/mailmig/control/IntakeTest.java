// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;

/** What becomes of files that a command is given; DropFolderIT has the dropped ones. */
class IntakeTest {
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
        Path file = world.file("wave.csv", IntakeWorld.GOOD);
        IntakeResult result = world.take("wave.csv");

        assertThat(result.state()).isEqualTo(IntakeResult.State.BEGUN);
        assertThat(result.accounts()).isEqualTo(2);
        assertThat(world.waves.get(result.wave().id()))
                .extracting(account -> account.row().sourceUser())
                .containsExactly("anna", "bert");
        assertThat(file).hasContent(IntakeWorld.GOOD);
        assertThat(result.aside().getParent()).isEqualTo(world.intakeDir.resolve("done"));
        assertThat(result.aside().getFileName().toString()).matches("wave\\.csv-\\d{8}-\\d{6}-\\d{3}");
        assertThat(result.aside()).hasContent("source_user,source_password,target_user\nanna,***,ann\nbert,,bob\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(result.aside())))
                .isEqualTo("rw-------");
        assertThat(IntakeWorld.files(world.intakeDir)).containsExactly("done");
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
        world.file("wave.csv", IntakeWorld.GOOD);
        IntakeResult first = world.take("wave.csv");
        world.file("copy.csv", IntakeWorld.GOOD);
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
        world.file("wave.csv", IntakeWorld.GOOD);

        assertThat(world.take("wave.csv").errors())
                .containsExactly("wave.csv: Mailbox anna belongs to wave x: wait for its end.");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws Exception {
        world.file("wave.csv", IntakeWorld.GOOD);
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
            small.file("wave.csv", IntakeWorld.GOOD);
            assertThat(small.take("wave.csv").errors())
                    .singleElement()
                    .asString()
                    .contains("larger than 10 bytes");
        }
    }

    @Test
    void aLedgerThatIsDownLeavesTheFileForLater() throws Exception {
        world.intake().setSink((name, sha256, rows) -> {
            throw new TransientException("The ledger does not answer: start its database.", null);
        });
        world.file("wave.csv", IntakeWorld.GOOD);

        assertThatThrownBy(() -> world.take("wave.csv")).isInstanceOf(TransientException.class);
        assertThat(IntakeWorld.files(world.intakeDir)).isEmpty();
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
            wrong.file("wave.csv", IntakeWorld.GOOD);
            assertThatThrownBy(() -> wrong.take("wave.csv"))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("mailmig.source.uri");
            assertThat(wrong.waves).isEmpty();
        }
    }

    @Test
    void aLimitBeyondTwoBillionBytesIsALimit(@TempDir Path other) throws Exception {
        try (IntakeWorld large = new IntakeWorld(other, "mailmig.intake.largest=8589934592")) {
            large.file("wave.csv", IntakeWorld.GOOD);
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
}
