// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.cli.Cli;

/** Ledger and reports are next to the configuration, from whatever folder a command is given. */
class WorkFolderTest {
    private static final Path ELSEWHERE = Path.of("/srv/my folder");

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(
            nullValues = "same",
            value = {
                "jdbc:h2:file:./work/ledger, jdbc:h2:file:/srv/my folder/work/ledger",
                "jdbc:h2:./work/ledger;CACHE_SIZE=1, jdbc:h2:file:/srv/my folder/work/ledger;CACHE_SIZE=1",
                "jdbc:h2:file:../ledger, jdbc:h2:file:/srv/ledger",
                "jdbc:h2:file:/var/lib/ledger, same",
                "jdbc:h2:file:~/ledger, same",
                "jdbc:h2:mem:x, same",
                "jdbc:h2:tcp://127.0.0.1/x, same",
                "jdbc:h2:file:{{env:LEDGER}}, same",
                "jdbc:h2:file:./work/{{env:SITE}}, jdbc:h2:file:/srv/my folder/work/{{env:SITE}}",
                "jdbc:postgresql://db/mailmig, same"
            })
    void aLedgerByARelativePathStartsFromTheConfiguration(String written, String meant) {
        Properties files = new Properties();
        files.setProperty("mailmig.ledger.url", written);
        new WorkFolder(ELSEWHERE).anchor(files);
        assertThat(files).containsEntry("mailmig.ledger.url", meant == null ? written : meant);
    }

    @Test
    void foldersDoTooUnlessTheyAreAbsolute() {
        Properties files = new Properties();
        files.setProperty("mailmig.report.dir", "./work/report");
        files.setProperty("mailmig.intake.dir", "/srv/drop");
        files.setProperty("mailmig.dead-letter.dir", "{{env:DEAD}}");
        files.setProperty("mailmig.source.ca-file", "ca.pem");
        files.setProperty("mailmig.north.oauth.token-file", "tokens/{mailbox}");
        new WorkFolder(ELSEWHERE).anchor(files);
        assertThat(files)
                .containsEntry("mailmig.report.dir", ELSEWHERE + "/work/report")
                .containsEntry("mailmig.intake.dir", "/srv/drop")
                .containsEntry("mailmig.source.ca-file", ELSEWHERE + "/ca.pem")
                .containsEntry("mailmig.north.oauth.token-file", ELSEWHERE + "/tokens/{mailbox}")
                .containsEntry("mailmig.dead-letter.dir", "{{env:DEAD}}");
    }

    @Test
    void withoutAConfigurationOfTheOperatorsTheLauncherIsTheStart() {
        InstallDir home = new InstallDir(Optional.of(dir));
        assertThat(WorkFolder.of(null, home).base()).isEqualTo(dir);
        assertThat(WorkFolder.of(dir.resolve("sub/my.properties"), home).base()).isEqualTo(dir.resolve("sub"));
    }

    @Test
    void aCommandNamesTheLedgerOnItsFirstLine() throws Exception {
        Path config = Files.writeString(
                Files.createDirectories(dir.resolve("sub")).resolve("my.properties"), "mailmig.servers =\n");
        Cli cli = new Cli(dir);
        assertThat(cli.run("status", "--config", config.toString())).isZero();
        assertThat(cli.err.toString().lines().findFirst()).contains("Ledger: " + dir.resolve("sub/work/ledger"));
        assertThat(dir.resolve("sub/work/ledger.mv.db")).exists();
        assertThat(dir.resolve("sub/work/mailmig.log").getParent()).isDirectory();

        Cli json = new Cli(dir);
        assertThat(json.run("status", "--json", "--config", config.toString())).isZero();
        assertThat(json.err.toString()).isEmpty();
    }
}
