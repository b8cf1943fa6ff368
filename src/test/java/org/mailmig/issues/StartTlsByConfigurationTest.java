// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.Cli;

/** {@code mailmig.directory.tls = starttls}, which the README advises, was refused before the directory was asked. */
class StartTlsByConfigurationTest {
    @Test
    void theDirectoryIsAskedWithStartTls(@TempDir Path dir) throws Exception {
        Path config = Files.write(
                dir.resolve("my.properties"),
                List.of(
                        "mailmig.source.uri = imap://127.0.0.1:1",
                        "mailmig.source.tls = none",
                        "mailmig.target.uri = imap://127.0.0.1:1",
                        "mailmig.target.tls = none",
                        "mailmig.directory.url = ldap://127.0.0.1:1",
                        "mailmig.directory.tls = starttls",
                        "mailmig.directory.base = dc=new,dc=example",
                        "mailmig.directory.bind-dn = cn=migrator,dc=new,dc=example",
                        "mailmig.directory.password = secret",
                        "mailmig.ledger.url = jdbc:h2:file:" + dir.resolve("ledger")));
        Path wave = Files.write(dir.resolve("wave.csv"), List.of("source_user,target_user,mode", "anna,berta,merge"));
        Cli cli = new Cli(dir);
        cli.logged("run", "-c", wave.toString(), "--config", config.toString());
        assertThat(cli.err.toString()).contains("ldap://127.0.0.1:1").doesNotContain("mailmig.directory.tls");
    }
}
