// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.cli.Cli;

/** The column address was not validated: an invalid one matched nothing, and the user name alone decided. */
class AddressThatIsNoneTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SMTP:alice@new.example",
                "SMTP:a@new.example;smtp:b@new.example",
                "a@new.example;b@new.example",
                "Alice <alice@new.example>",
                "<alice@new.example>",
                "alice @new.example",
                "alice@new@example",
                "mailto:alice@new.example",
                "\"\"\"a b\"\"@new.example\"",
                "alice@",
                "@new.example",
                "alice@new..example"
            })
    void anAddressThatIsNoneIsAnErrorOfItsLineAndColumn(String address) throws Exception {
        Cli cli = new Cli(dir);
        assertThat(plan(cli, address)).isEqualTo(2);
        assertThat(cli.err.toString()).contains("wave.csv, line 2, column address", "is not a single mail address");
    }

    @Test
    void plainAddressesAlsoOfOtherScriptsAreGood() throws Exception {
        for (String address : new String[] {"alice.o'hara+x@new.example", "j\u00fcrgen@k\u00f6ln.example", ""}) {
            Cli cli = new Cli(dir);
            plan(cli, address);
            assertThat(cli.err.toString()).doesNotContain("is not a single mail address");
        }
    }

    private int plan(Cli cli, String address) throws Exception {
        Path wave = Files.writeString(
                dir.resolve("wave.csv"), "source_user,target_user,address\nalice,alice@new.example," + address + "\n");
        Path config = Files.writeString(
                dir.resolve("my.properties"),
                "mailmig.source.uri = imap://127.0.0.1:1\nmailmig.source.tls = none\n"
                        + "mailmig.target.uri = imap://127.0.0.1:1\nmailmig.target.tls = none\n");
        return cli.logged("plan", "-c", wave.toString(), "--config", config.toString());
    }
}
