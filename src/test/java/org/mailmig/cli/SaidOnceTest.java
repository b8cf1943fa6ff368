// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.cli.config.LogFile;
import org.mailmig.cli.output.ErrorSentence;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.PlanTable;

/** The command line prints each message once, in words for operators, without cursor movements. */
class SaidOnceTest {
    @TempDir
    Path dir;

    @Test
    void aWarningOfAllAccountsIsCountedAtTheEndOfAPlan() {
        StringWriter text = new StringWriter();
        PlanTable table = new PlanTable(new PrintWriter(text), false, List.of());
        IntStream.range(0, 100).forEach(number -> {
            Account account = new Account("plan-1", "user" + number);
            account.getResult().outcome = Outcome.DONE;
            account.getResult().warn("the right is missing");
            table.account(account);
        });
        table.end(false);
        assertThat(text.toString().lines().count()).isLessThan(110);
        assertThat(text.toString()).contains("warning, 100 of 100 accounts: the right is missing");
    }

    @Test
    void javasOwnTextsAreSentences() {
        assertThat(ErrorSentence.of(new IllegalStateException(new InvalidPathException("K?ln", "Malformed input"))))
                .contains("\"K?ln\" is not a valid path")
                .doesNotContain("Exception");
        assertThat(ErrorSentence.of(new java.io.UncheckedIOException(new NoSuchFileException("./work"))))
                .isEqualTo("./work does not exist.");
    }

    @Test
    void aLogLineHasATimeWithZoneAndNothingThatMovesACursor() throws Exception {
        Path file = dir.resolve("mailmig.log");
        LogFile log = new LogFile(file);
        LogRecord hostile = new LogRecord(Level.WARNING, "a\u001b[31m\u009b\u202eb\n2026-01-01 forged");
        hostile.setThrown(new IllegalStateException("x\ny\u001b[2J"));
        log.publish(hostile);
        log.close();

        List<String> lines = java.nio.file.Files.readAllLines(file);
        assertThat(lines.get(0)).containsPattern("^\\d{4}-\\d\\d-\\d\\d [0-9:.]{12}(Z|[+-]\\d\\d:\\d\\d) WARNING");
        assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
        assertThat(lines.stream().skip(1)).allSatisfy(line -> assertThat(line).startsWith("    "));
    }

    @Test
    void mailmigsSwitchesNameTheConfigurationThatIsUsed() throws Exception {
        Path control = java.nio.file.Files.writeString(dir.resolve("wave.csv"), "source_user\nanna\n");
        Path config = java.nio.file.Files.writeString(
                dir.resolve("my.properties"),
                "mailmig.source.uri = imap://127.0.0.1:1\nmailmig.source.conections = 2\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Mailmig.execute(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "/c:" + control,
                "/CONFIG:" + config,
                "/f:" + dir.resolve("log.txt"));

        assertThat(exit).isEqualTo(ExitCode.ERRORS);
        assertThat(out.toString().lines().findFirst()).contains("Configuration: " + config + ".");
        assertThat(err.toString())
                .containsOnlyOnce(config + ", line 2: mailmig.source.conections is not a known key")
                .contains("did you mean mailmig.source.connections?")
                .contains("Nothing was started", "mailmig.target.uri is not set");
    }
}
