// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.cli.output.ExitCode;

class MailmigTest {
    @TempDir
    Path dir;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(dir);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "/?", "/h", "/HELP"})
    void helpNamesEveryCommandTheSwitchesAndTheExitCodes(String word) {
        assertThat(cli.run(word)).isEqualTo(ExitCode.DONE);
        assertThat(cli.out.toString())
                .contains("demo", "run", "plan", "serve", "status", "retry", "forwarders")
                .contains("/m /c:control.csv")
                .contains("64  the command line is invalid");
        assertThat(cli.out.toString().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "plan", "serve", "status", "retry", "forwarders"})
    void everyCommandExplainsItself(String command) {
        assertThat(cli.run(command, "-h")).isEqualTo(ExitCode.DONE);
        assertThat(cli.out.toString()).startsWith("Usage: mailmig " + command).contains("--config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "walk",
                "run",
                "run -c",
                "run -c x --mode copy",
                "run -c x --verify=some",
                "run -c x --no-such",
                "retry",
                "status a b",
                "/m",
                "/q"
            })
    void aCommandThatIsNotUnderstoodEndsWith64AndOneSentence(String line) {
        assertThat(cli.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(cli.out.toString()).isEmpty();
        assertThat(cli.err.toString()).startsWith("mailmig: ").doesNotContain("\tat ", "Exception");
        assertThat(cli.err.toString().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void aMissingControlFileIsAnErrorInOneSentence() {
        assertThat(cli.logged("run", "-c", dir.resolve("none.csv").toString())).isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains("none.csv cannot be read").hasLineCount(1);
    }

    @Test
    void aMissingConfigurationIsAnErrorInOneSentence() throws Exception {
        Path file = Files.writeString(dir.resolve("wave.csv"), "source_user\nanna\n");

        assertThat(cli.logged("run", "-c", file.toString(), "--config", "none.properties"))
                .isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains("none.properties is not a file").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "plan"})
    void aForwardDomainWithoutADirectoryIsAnError(String command) throws Exception {
        Path file = Files.writeString(dir.resolve("wave.csv"), "source_user\nanna\n");

        assertThat(cli.logged(command, "-c", file.toString(), "-d", "old.example"))
                .isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString())
                .contains("-d old.example needs a directory")
                .hasLineCount(1);
    }

    @Test
    void withoutATerminalThePasswordIsNotAskedFor() throws Exception {
        Path file = Files.writeString(dir.resolve("wave.csv"), "source_user\nanna\n");

        assertThat(cli.run("/c:" + file, "/a:admin", "/p:*", "/f:" + dir.resolve("log")))
                .isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains("--password-file").hasLineCount(1);
    }
}
