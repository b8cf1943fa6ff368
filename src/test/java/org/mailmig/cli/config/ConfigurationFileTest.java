// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.cli.run.OpenLedger;

/** A configuration file is read as its author meant it, and a key that does not exist is reported with the one that is meant. */
class ConfigurationFileTest {
    @TempDir
    Path dir;

    private Configuration load(String text, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(dir.resolve("mine.properties"), text);
        return Configuration.load(new InstallDir(Optional.empty()), file, Map.of(), environment);
    }

    private String user(String text) throws Exception {
        return load(text, Map.of()).files().getProperty("mailmig.source.admin-user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "mailmig.source.admin-user = OLD\\migrator|OLD\\migrator",
                "mailmig.source.admin-user = OLD\\\\migrator|OLD\\migrator",
                "mailmig.source.admin-user=OLD\\tom\\nina\\udo|OLD\\tom\\nina\\udo",
                "mailmig.source.admin-user: J\\u00f6rg|J\u00f6rg",
                "mailmig.source.admin-user = a\\=b\\:c|a=b:c",
                "mailmig.source.admin-user = \\ x|\u0020x",
                "\uFEFFmailmig.source.admin-user = x|x",
                "mailmig.source.admin-user x|x",
            })
    void aBackslashIsABackslash(String text, String value) throws Exception {
        assertThat(user(text)).isEqualTo(value);
    }

    @Test
    void aSecretKeepsItsBackslashesAndItsBlanks() throws Exception {
        Configuration read = load(
                "mailmig.source.admin-password = \\ a\\b \\\nmailmig.source.admin-user = C:\\mail\\\n# no\n"
                        + "mailmig.target.admin-user = a,\\\n  b\n",
                Map.of("MAILMIG_TARGET_ADMIN_PASSWORD", " {{env:X}} "));
        assertThat(read.files())
                .containsEntry("mailmig.source.admin-password", " a\\b \\")
                .containsEntry("mailmig.source.admin-user", "C:\\mail\\")
                .containsEntry("mailmig.target.admin-user", "a,b");
        try (OpenLedger open = OpenLedger.of(read)) {
            assertThat(org.mailmig.config.Settings.of(open.context()).find("mailmig.target.admin-password"))
                    .contains(" {{env:X}} ");
        }
        assertThat(read.warnings()).anyMatch(text -> text.contains("begins or ends with a blank"));
    }

    @ParameterizedTest
    @CsvSource({
        "mailmig.forwarder.domian, mailmig.forwarder.domain",
        "mailmig.source.admin_user, mailmig.source.admin-user",
        "Mailmig.Source.Uri, mailmig.source.uri",
        "source.uri, mailmig.source.uri",
        "malmig.source.uri, mailmig.source.uri",
        "mailmig.north.connection, mailmig.north.connections"
    })
    void aKeyThatDoesNotExistIsReportedWithTheNearestOne(String key, String meant) throws Exception {
        assertThat(load("mailmig.servers = north\n" + key + " = x\n", Map.of()).warnings())
                .singleElement()
                .asString()
                .contains(", line 2: " + key + " is not a known key", "did you mean " + meant);
    }

    @Test
    void aKeyThatDoesNotExistIsReportedOnceWithItsLine() throws Exception {
        String text = "# a comment\nmailmig.source.uri = \\\n  imap://a.example\n\nmailmig.source.conections = 2\n"
                + "mailmig.source.conections = 3\n";
        assertThat(load(text, Map.of()).warnings())
                .singleElement()
                .asString()
                .contains(", line 6: mailmig.source.conections is not a known key");
    }

    @Test
    void whatBelongsToOthersIsLeftAlone() throws Exception {
        assertThat(load("camel.main.name = x\nmy.secret-word = y\n", Map.of("MAILMIG_MY_OWN", "z"))
                        .warnings())
                .isEmpty();
        assertThat(load("", Map.of("MAILMIG_SOURCE_URL", "z")).warnings())
                .singleElement()
                .asString()
                .contains("MAILMIG_SOURCE_URL", "MAILMIG_SOURCE_URI");
    }
}
