// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;

/** A preset was without effect where the launcher's own file, with all defaults in it, was read as if the operator had written it. */
class PresetTest {
    @TempDir
    Path dir;

    private Configuration load(String keys) throws Exception {
        Files.createDirectories(dir.resolve("config"));
        Files.copy(
                Path.of("config/application.properties"),
                dir.resolve("config/application.properties"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path own = Files.writeString(dir.resolve("my.properties"), keys);
        return Configuration.load(new InstallDir(Optional.of(dir)), own, Map.of(), Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "gmail, oauth.grant, jwt-bearer",
        "exchange-online, oauth.mechanism, xoauth2",
        "exchange-online, uri, imaps://outlook.office365.com:993",
        "dovecot, admin-style, dovecot",
        "cyrus, admin-style, authzid",
        "courier, connections, 1",
        "james, connections, 2",
        "james, pipelining, false",
        "dovecot, pipelining, true"
    })
    void aPresetOverrulesTheDefaults(String preset, String key, String value) throws Exception {
        assertThat(load("mailmig.source.preset = " + preset).raw("mailmig.source." + key))
                .isEqualTo(value);
    }

    @Test
    void theOperatorOverrulesAPresetHereAndInTheLaunchersFile() throws Exception {
        assertThat(load("mailmig.source.preset = james\nmailmig.source.connections = 4")
                        .raw("mailmig.source.connections"))
                .isEqualTo("4");
        Path shipped = dir.resolve("config/application.properties");
        Files.writeString(
                shipped,
                Files.readString(shipped)
                        .replaceFirst("(?m)^mailmig.source.connections = .*", "mailmig.source.connections = 7"));
        Configuration configuration =
                Configuration.load(new InstallDir(Optional.of(dir)), dir.resolve("my.properties"), Map.of(), Map.of());
        assertThat(configuration.raw("mailmig.source.connections")).isEqualTo("4");
        Files.writeString(dir.resolve("my.properties"), "mailmig.source.preset = james");
        assertThat(Configuration.load(
                                new InstallDir(Optional.of(dir)), dir.resolve("my.properties"), Map.of(), Map.of())
                        .raw("mailmig.source.connections"))
                .isEqualTo("7");
    }
}
