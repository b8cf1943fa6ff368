// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.control.IntakeWorld;
import org.mailmig.control.ValidationResult;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;

/** ExchStoreDN chooses the target server; a wave keeps the upper and lower case of its file's name. */
class MailmigsOwnFilesTest {
    @TempDir
    Path dir;

    private IntakeWorld world;

    @BeforeEach
    void open() throws Exception {
        world = IntakeWorld.withLedger(
                dir,
                "mailmig.servers=srv2, branch",
                "mailmig.srv2.uri=imaps://two.new.example",
                "mailmig.branch.uri=imap:b");
    }

    @AfterEach
    void close() {
        Ledger.of(world.context()).close();
        world.close();
    }

    private ValidationResult check(String dn) throws Exception {
        world.file("accounts.csv", "anna\nbert\n");
        return world.check("Mode,EXCHANGE\nAccounts,accounts.csv\nExchStoreDN," + dn + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=SRV2,CN=Servers,CN=First Administrative Group,CN=Administrative Groups,DC=new,DC=example",
                "CN=Mailbox Store (SRV2),CN=First Storage Group,CN=InformationStore,CN=srv2,cn=servers,CN=A\\,B,DC=x",
                "/o=Org/ou=Site/cn=Configuration/cn=Servers/cn=SRV2/cn=Microsoft Private MDB"
            })
    void theServersNameChoosesTheTargetOfAllRows(String dn) throws Exception {
        ValidationResult checked = check(dn);

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.warnings()).isEmpty();
        assertThat(checked.accounts())
                .hasSize(2)
                .allSatisfy(account -> assertThat(account.row().targetServer()).isEqualTo("srv2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CN=SRV9,CN=Servers,DC=x", "/o=Org/cn=Servers/cn=SRV9", "CN=SRV2,DC=x", "no name"})
    void aServerThatIsNotConfiguredIsOneSentence(String dn) throws Exception {
        assertThat(check(dn).errors()).singleElement().asString().contains("line 3", "ExchStoreDN");
    }

    @Test
    void theSentenceNamesTheKey() throws Exception {
        assertThat(check("CN=SRV9,CN=Servers,DC=x").errors().get(0)).contains("\"SRV9\"", "mailmig.servers");
    }

    @ParameterizedTest
    @CsvSource({
        "Welle 1 \u2013 K\u00f6ln.csv, Welle_1_K\u00f6ln-1",
        "\u041f\u0438\u043b\u043e\u0442.csv, \u041f\u0438\u043b\u043e\u0442-1",
        "\u7b2c\u4e00\u6ce2.txt, \u7b2c\u4e00\u6ce2-1",
        "Ko\u0308ln\u202e.csv, K\u00f6ln_-1",
        "-rf.csv, _rf-1",
        "a;$(x).csv, a_x_-1"
    })
    void aWaveKeepsItsLetters(String file, String wave) throws Exception {
        world.file(file, "source_user\nanna\n");
        Wave begun = world.take(file).wave();

        assertThat(begun.id()).isEqualTo(wave);
    }
}
