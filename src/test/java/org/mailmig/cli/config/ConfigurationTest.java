// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path dir;

    private Path shipped;
    private Path given;

    @BeforeEach
    void write() throws Exception {
        Files.createDirectories(dir.resolve("config"));
        shipped = dir.resolve("config/application.properties");
        given = dir.resolve("mine.properties");
        Files.writeString(shipped, "mailmig.source.uri = imaps://beside\nmailmig.target.uri = imaps://beside\n");
    }

    private Configuration load(String mine, Map<String, String> options) throws Exception {
        Files.writeString(given, mine);
        return Configuration.load(new InstallDir(Optional.of(dir)), given, options, Map.of());
    }

    @Test
    void eachLayerWinsOverTheOnesBefore() throws Exception {
        Configuration read = load("mailmig.source.uri = imaps://mine\n", Map.of("mailmig.report.dir", "/r"));

        assertThat(read.raw("mailmig.source.uri")).isEqualTo("imaps://mine");
        assertThat(read.raw("mailmig.target.uri")).isEqualTo("imaps://beside");
        assertThat(read.raw("mailmig.report.dir")).isEqualTo("/r");
        assertThat(read.raw("mailmig.accounts.in-flight")).isEqualTo("4");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void aSecretInTheFileIsAcceptedWithAWarningThatDoesNotShowIt() throws Exception {
        Configuration read = load(
                "mailmig.source.admin-password = hidden-word\nmailmig.target.admin-password = {{env:X}}\n", Map.of());

        assertThat(read.raw("mailmig.source.admin-password")).isEqualTo("hidden-word");
        assertThat(read.warnings())
                .singleElement()
                .asString()
                .contains("mailmig.source.admin-password", "{{env:NAME}}")
                .doesNotContain("hidden-word");
    }

    @Test
    void aKeyThatIsNoneIsNamed() throws Exception {
        Configuration read = load(
                "mailmig.sorce.uri = x\nmailmig.servers = north\nmailmig.north.uri = imaps://n\ncamel.main.name = x\n",
                Map.of());

        assertThat(read.warnings()).singleElement().asString().contains("mailmig.sorce.uri is not a known key");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        Files.write(given, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> Configuration.load(new InstallDir(Optional.of(dir)), given, Map.of(), Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("must be UTF-8");
    }

    @Test
    void theEnvironmentIsBetweenFilesAndOptions() throws Exception {
        Files.writeString(given, "mailmig.source.uri = imaps://mine\n");
        Configuration read = Configuration.load(
                new InstallDir(Optional.of(dir)),
                given,
                Map.of("mailmig.report.dir", "/option"),
                Map.of(
                        "MAILMIG_SOURCE_URI", "imaps://environment",
                        "MAILMIG_SERVERS", "old-2, north",
                        "MAILMIG_OLD_2_ADMIN_STYLE", "dovecot",
                        "MAILMIG_NORTH_IDENTITY_KEY", "secret",
                        "MAILMIG_REPORT_DIR", "/environment",
                        "MAILMIG_HOME", "/home"));
        assertThat(read.raw("mailmig.source.uri")).isEqualTo("imaps://environment");
        assertThat(read.raw("mailmig.old-2.admin-style")).isEqualTo("dovecot");
        assertThat(read.raw("mailmig.north.identity.key")).isEqualTo("secret");
        assertThat(read.raw("mailmig.report.dir")).isEqualTo("/option");
        assertThat(read.files()).doesNotContainKey("mailmig.home");
    }
}
