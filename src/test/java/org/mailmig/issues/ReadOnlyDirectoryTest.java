// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.Account;
import org.mailmig.cli.Cli;
import org.mailmig.cli.RunWorld;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.PermanentException;

/** A read-only domain controller: the advice was about the base, the server to write to was not shown, and each row repeated it. */
class ReadOnlyDirectoryTest {
    @TempDir
    Path dir;

    private DirectoryWorld world;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        line = new LineWorld(world.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ldap://dc1.new.example/CN=Alice, ldap://dc1.new.example",
        "ldaps://dc1.new.example:3269, ldaps://dc1.new.example:3269"
    })
    void anAccountNamesTheServerToWriteTo(String referral, String server) {
        world.mood.referModifies = referral;
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        assertThatThrownBy(() -> line.run("check", alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("is read-only and names " + server + " for them")
                .hasMessageContaining("mailmig.directory.url")
                .hasMessageNotContaining("mailmig.directory.base");
    }

    @Test
    void aWaveIsNotStartedAndReportsItOnce() throws Exception {
        world.mood.referModifies = "ldap://dc1.new.example/";
        try (DemoServers servers = new DemoServers()) {
            RunWorld run = new RunWorld(
                    dir,
                    servers,
                    "mailmig.directory.url = " + world.url(),
                    "mailmig.directory.bind-dn = cn=mailmig,dc=new,dc=example",
                    "mailmig.directory.password = secret-of-the-bind");
            Path wave = run.wave(DemoUser.ANNA, DemoUser.BERT);
            for (String command : new String[] {"plan", "run"}) {
                Cli cli = new Cli(dir);
                assertThat(cli.logged(
                                command,
                                "-c",
                                wave.toString(),
                                "--config",
                                run.config().toString()))
                        .isEqualTo(2);
                assertThat(cli.out + "" + cli.err).containsOnlyOnce("ldap://dc1.new.example");
            }
        }
        assertThat(Files.exists(dir.resolve("report"))).isFalse();
    }
}
