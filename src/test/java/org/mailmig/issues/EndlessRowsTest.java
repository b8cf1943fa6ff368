// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.cli.Cli;

/** Thirty million commas in a row of a control file filled the memory; in the drop folder such a file was read again for ever. */
class EndlessRowsTest {
    private static final int MANY = 30_000_000;

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"'source_user,mode\nanna', ','", "'source_user,mode\nanna', '\",\"'"})
    void aRowWithoutEndIsOneErrorAndBeginsNothing(String beginning, String repeated) throws IOException {
        Path control = dir.resolve("wave.csv");
        char[] many = repeated.repeat(10_000).toCharArray();
        try (Writer out = Files.newBufferedWriter(control)) {
            out.write(beginning);
            for (int written = 0; written < MANY; written += many.length) {
                out.write(many);
            }
        }
        Path config = Files.writeString(
                dir.resolve("my.properties"),
                "mailmig.source.uri = imap://127.0.0.1:1\nmailmig.source.tls = none\n"
                        + "mailmig.target.uri = imap://127.0.0.1:1\nmailmig.target.tls = none\n"
                        + "mailmig.ledger.url = jdbc:h2:file:" + dir.resolve("ledger") + "\n"
                        + "mailmig.console.enabled = false\nmailmig.intake.dir = " + dir.resolve("intake") + "\n");
        Cli cli = new Cli(dir);
        int exit = cli.logged("run", "-c", control.toString(), "--config", config.toString());
        assertThat(exit).as("%s%s", cli.out, cli.err).isEqualTo(2);
        assertThat(cli.err.toString())
                .contains("wave.csv, line")
                .containsOnlyOnce("more than 1,000 fields")
                .doesNotContain("Error");
    }
}
