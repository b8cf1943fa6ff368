// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.routes.LineTestSupport;

/** Sealed row passwords could be exchanged between accounts, or between the sides of one, by anyone who can write the ledger. */
class SwappedRowPasswordsTest {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update account set source_password = (select source_password from account where account = 'bert')"
                        + " where account = 'anna'",
                "update account set source_password = target_password where account = 'anna'",
                "update account set source_password = replace(source_password, 'bound:', '') where account = 'anna'",
                "update account set source_password = 'bound:AAAA' where account = 'anna'",
                "update account set source_password = 'bound:*' where account = 'anna'"
            })
    void aPasswordOpensOnlyInItsOwnPlace(String attack) throws Exception {
        try (Ledger ledger = Ledger.open(url, Secret.of("the ledger's key"))) {
            Wave wave = ledger.waves()
                    .begin(
                            "wave.csv",
                            "digest",
                            List.of(account("anna"), account("bert")).iterator())
                    .wave();
            Account anna =
                    ledger.accounts().find(wave.id(), "anna").orElseThrow().account();
            assertThat(ledger.accounts().sourcePassword(anna)).contains(Secret.of("source of anna"));
            assertThat(ledger.accounts().targetPassword(anna)).contains(Secret.of("target of anna"));

            try (Connection attacker = DriverManager.getConnection(url)) {
                assertThat(attacker.createStatement().executeUpdate(attack)).isOne();
            }

            assertThatThrownBy(() -> ledger.accounts().sourcePassword(anna))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("mailmig.ledger.key")
                    .hasMessageContaining("anna");
            assertThat(ledger.accounts().targetPassword(anna)).contains(Secret.of("target of anna"));
        }
    }

    private static NewAccount account(String user) {
        return new NewAccount(
                LineTestSupport.row(user, Mode.MERGE), Secret.of("source of " + user), Secret.of("target of " + user));
    }
}
