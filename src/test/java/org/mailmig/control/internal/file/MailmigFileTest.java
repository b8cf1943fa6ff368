// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.config.Secret;
import org.mailmig.control.IntakeWorld;
import org.mailmig.control.ValidationResult;

/** Mailmig's own grammar and the files that it names. */
class MailmigFileTest {
    private static final String HEADER =
            "IMAP_Mailbox,IMAP_Password,SMTP_Address,IMAP_Server,Ex_Mailbox,IMAP_Port,IMAP_SSL\r\n";

    @TempDir
    Path dir;

    private IntakeWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new IntakeWorld(dir, "mailmig.branch.tls=none");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void modeImapReadsItsAccountsFile() throws Exception {
        world.file(
                "users.csv",
                HEADER + "anna,geheim,anna@new.example,MAIL.old.example,ann,,yes\r\n"
                        + "bert,,bert@new.example,branch.old.example,,143,N\r\n");
        ValidationResult checked =
                world.check("! my run\r\n\r\nmode, imap\r\nFile,C:\\Migrate,here\r\nACCOUNTS, users.csv \r\n");

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.warnings())
                .containsExactly(
                        "wave.csv, line 4: File has no effect here and is ignored: see application.properties.");
        assertThat(checked.accounts())
                .extracting(account -> account.row())
                .containsExactly(
                        row(2, "anna", "ann", "anna@new.example", "source"),
                        row(3, "bert", "bert@new.example", "bert@new.example", "branch"));
        assertThat(checked.accounts().get(0).sourcePassword()).isEqualTo(Secret.of("geheim"));
        assertThat(checked.accounts().get(1).sourcePassword()).isNull();
    }

    private static ControlRow row(int line, String user, String target, String address, String server) {
        return ControlRow.of(line, user, target, Mode.MERGE)
                .address(address)
                .servers(server, "target")
                .build();
    }

    @Test
    void modeExchangeReadsAliasesAndFiltersAMerge() throws Exception {
        world.file("aliases.txt", "anna\r\n\r\nbert\r\n");
        world.file("skip.txt", "\uFEFFSpam: \r\nÄrger, viel\r\n".getBytes(StandardCharsets.UTF_16LE));
        ValidationResult checked = world.check(
                """
                Mode,EXCHANGE
                Exch55,FALSE
                RestrictSearchtoSid,FALSE
                Accounts,aliases.txt
                SubjectFile,skip.txt
                EmailStart,20040101000000
                EmailEnd,20041231235959
                """);

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.warnings())
                .containsExactly(
                        "wave.csv, line 2: Exch55 has no effect here and is ignored: see application.properties.",
                        "wave.csv, line 6: EmailStart is interpreted as UTC: 2004-01-01T00:00:00Z.",
                        "wave.csv, line 7: EmailEnd is interpreted as UTC: 2004-12-31T23:59:59Z.");
        ControlRow anna = checked.accounts().get(0).row();
        assertThat(anna.since()).isEqualTo(Instant.parse("2004-01-01T00:00:00Z"));
        assertThat(anna.until()).isEqualTo(Instant.parse("2004-12-31T23:59:59Z"));
        assertThat(anna.subjects()).containsExactly("Spam:", "Ärger, viel");
        assertThat(checked.accounts())
                .extracting(account -> account.row().line() + account.row().address())
                .containsExactly("1anna", "3bert");
    }

    @Test
    void restrictSearchToSidMeansThatNothingElseMatches() throws Exception {
        world.file("aliases.txt", "anna\n");
        ValidationResult restricted = world.check("Mode,EXCHANGE\nRestrictSearchtoSid,TRUE\nAccounts,aliases.txt\n");
        assertThat(restricted.errors()).isEmpty();
        assertThat(restricted.warnings()).isEmpty();
        assertThat(restricted.accounts().get(0).row().sidOnly()).isTrue();

        assertThat(world.check("Mode,EXCHANGE\nRestrictSearchtoSid,MAYBE\nAccounts,aliases.txt\n")
                        .errors())
                .singleElement()
                .asString()
                .contains("line 2", "neither TRUE nor FALSE");
    }

    @Test
    void aCloneRefusesEveryFilter() throws Exception {
        world.file("aliases.txt", "anna\n");
        world.file("skip.txt", "Spam\n");
        List<String> errors = world.check(
                        "Mode,EXCHANGE\nAccounts,aliases.txt\nSubjectFile,skip.txt\nEmailStart,20040101000000\nEmailEnd,20050101000000\n",
                        Mode.CLONE)
                .errors();

        assertThat(errors)
                .containsExactly(
                        "wave.csv, line 3: SubjectFile cannot filter a clone: remove the line or run a merge.",
                        "wave.csv, line 4: EmailStart cannot filter a clone: remove the line or run a merge.",
                        "wave.csv, line 5: EmailEnd cannot filter a clone: remove the line or run a merge.");
    }

    @Test
    void aCsvHeaderMayBeginWithMode() throws Exception {
        assertThat(world.check("Mode,source_user\nclone,anna\n").accounts())
                .extracting(account -> account.row().mode())
                .containsExactly(Mode.CLONE);
    }

    static Stream<Arguments> bad() {
        String accounts = "Accounts,users.csv\n";
        return Stream.of(
                arguments("! only a comment\n", "wave.csv: the required keyword Mode is missing"),
                arguments("! x\n" + accounts, "wave.csv, line 2: Mode must be the first keyword"),
                arguments("Mode,GrpWise5\n" + accounts, "wave.csv, line 1: Mode,GRPWISE5 is not supported"),
                arguments("Mode,LOTUS\n" + accounts, "wave.csv, line 1: \"LOTUS\" is not a mode"),
                arguments("Mode,IMAP\nPasswort,x\n" + accounts, "wave.csv, line 2: this is not a keyword"),
                arguments("Mode,IMAP\nAccounts\n", "wave.csv, line 2: Accounts has no value"),
                arguments("Mode,IMAP\n", "wave.csv: Accounts is missing"),
                arguments("Mode,IMAP\n" + accounts + "MODE,IMAP\n", "wave.csv, line 3: MODE is already in line 1"),
                arguments(
                        "Mode,IMAP\n" + accounts + "Function,EXTRACT\n",
                        "wave.csv, line 3: Function,EXTRACT is not supported"),
                arguments(
                        "Mode,IMAP\n" + accounts + "ImportDestination,PST\n",
                        "wave.csv, line 3: ImportDestination,PST"),
                arguments(
                        "Mode,IMAP\n" + accounts + "EmailStart,20040231000000\n",
                        "wave.csv, line 3: \"20040231000000\""),
                arguments(
                        "Mode,IMAP\n" + accounts + "EmailStart,20040202000000\nEmailEnd,20040201000000\n",
                        "wave.csv, line 4: EmailEnd is before EmailStart"),
                arguments(
                        "Mode,IMAP\nAccounts,none.csv\n",
                        "wave.csv, line 2: the file \"none.csv\" that Accounts names does not"),
                arguments(
                        "Mode,IMAP\nAccounts,../users.csv\n",
                        "wave.csv, line 2: the file \"../users.csv\" that Accounts names must be"),
                arguments(
                        "Mode,IMAP\nAccounts,/etc/passwd\n",
                        "wave.csv, line 2: the file \"/etc/passwd\" that Accounts names must be"),
                arguments(
                        "Mode,IMAP\nAccounts,C:\\M\\users.csv\n",
                        "wave.csv, line 2: the file \"C:\\M\\users.csv\" that"),
                arguments("Mode,IMAP\nAccounts,..\n", "wave.csv, line 2: the file \"..\" that Accounts names must be"),
                arguments(
                        "Mode,IMAP\nAccounts,link.csv\n",
                        "wave.csv, line 2: the file \"link.csv\" that Accounts names is a symbolic"),
                arguments(
                        "Mode,IMAP\nAccounts,folder\n",
                        "wave.csv, line 2: the file \"folder\" that Accounts names is a directory"),
                arguments("Mode,EXCHANGE\nAccounts,commas.txt\n", "commas.txt, line 2: the row has 2 columns, but 1"),
                arguments("Mode,IMAP\nAccounts,short.csv\n", "short.csv, line 1: the column IMAP_Server is missing"),
                arguments(
                        "Mode,IMAP\nAccounts,other.csv\n",
                        "other.csv, line 2, column IMAP_Server: \"elsewhere:993\" is not"),
                arguments("Mode,IMAP\nAccounts,ssl.csv\n", "ssl.csv, line 2, column IMAP_SSL: the row asks for SSL"),
                arguments("Mode,EXCHANGE\nAccounts,empty.txt\n", "empty.txt: the file lists no account"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileIsNamedWithItsLine(String text, String error) throws Exception {
        accountsFiles();
        ValidationResult checked = world.check(text);

        assertThat(checked.accounts()).isEmpty();
        assertThat(checked.errors()).anySatisfy(line -> assertThat(line).startsWith(error));
        assertThat(checked.errors()).hasSizeLessThanOrEqualTo(2).allSatisfy(line -> assertThat(line)
                .endsWith("."));
    }

    private void accountsFiles() throws IOException {
        world.file("users.csv", HEADER + "anna,x,anna@new.example,mail.old.example,,,\n");
        Files.createSymbolicLink(dir.resolve("link.csv"), dir.resolve("users.csv"));
        Files.createDirectory(dir.resolve("folder"));
        world.file("commas.txt", "anna\nbert,carl\n");
        world.file("short.csv", "IMAP_Mailbox,IMAP_Password,SMTP_Address\na,b,c\n");
        world.file("other.csv", HEADER + "a,b,c@d,elsewhere,,993,Y\n");
        world.file("ssl.csv", HEADER + "a,b,c@d,branch.old.example,,,Y\n");
        world.file("empty.txt", "\n");
    }
}
