// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.UidMapRow;
import org.mailmig.ledger.wave.AccountState;

/** A ledger that version b7e1a83 wrote in its demo: anna, bert and clara are DONE, dora is refused, emil failed. */
class EarlierLedgerTest {
    private static final String WAVE = "wave-1";
    /** 120 sample messages and the mail that arrived in the meantime. */
    private static final int MESSAGES = 130;

    @TempDir
    Path dir;

    private String url;
    private Path config;

    @BeforeEach
    void copyLedger() throws Exception {
        try (InputStream file =
                EarlierLedgerTest.class.getResourceAsStream("/org/mailmig/ledger/demo-of-b7e1a83.mv.db")) {
            Files.copy(file, dir.resolve("ledger.mv.db"));
        }
        url = "jdbc:h2:file:" + dir.resolve("ledger");
        config = Files.writeString(dir.resolve("my.properties"), "mailmig.ledger.url = " + url + "\n");
    }

    @Test
    void accountsAndOutcomesAreRead() {
        try (Ledger ledger = Ledger.open(url, null)) {
            Map<String, Outcome> outcomes = ledger.accounts().list(WAVE).stream()
                    .collect(Collectors.toMap(
                            state -> state.account().getAccount().replaceAll("@.*", ""),
                            state -> state.account().getResult().outcome));
            assertThat(outcomes)
                    .isEqualTo(Map.of(
                            "anna", Outcome.DONE,
                            "bert", Outcome.DONE,
                            "clara", Outcome.DONE,
                            "dora", Outcome.REFUSED,
                            "emil", Outcome.FAILED));
        }
    }

    @Test
    void eachCopiedMessageHasItsPairing() {
        try (Ledger ledger = Ledger.open(url, null)) {
            List<UidMapRow> rows = new ArrayList<>();
            ledger.uidMappings().moved(WAVE, rows::add);
            Map<String, Long> messages = rows.stream()
                    .collect(Collectors.groupingBy(
                            row -> row.account().replaceAll("@.*", ""),
                            Collectors.summingLong(row -> row.run().count())));
            assertThat(messages)
                    .isEqualTo(Map.of("anna", (long) MESSAGES, "bert", (long) MESSAGES, "clara", (long) MESSAGES));
        }
    }

    @Test
    void commandsShowTheWave() {
        Cli cli = new Cli(dir);
        assertThat(cli.logged("status", "--config", config.toString())).isZero();
        assertThat(cli.out.toString()).contains(WAVE, "5 ended");
        assertThat(cli.logged("status", WAVE, "--config", config.toString())).isZero();
        assertThat(cli.out.toString()).contains("anna", "DONE", "dora", "REFUSED", "emil", "FAILED");
    }

    @Test
    void anAccountContinuesWithIt() {
        try (Ledger ledger = Ledger.open(url, null)) {
            AccountState emil = ledger.accounts().list(WAVE).stream()
                    .filter(state -> state.account().getAccount().startsWith("emil"))
                    .findFirst()
                    .orElseThrow();
            assertThat(emil.account().getResult().outcome).isEqualTo(Outcome.FAILED);
            assertThat(ledger.queue().retry(WAVE, emil.account().getAccount())).isEqualTo(1);
            Account account =
                    ledger.leases().take(WAVE, emil.account().getAccount()).orElseThrow();
            account.getResult().outcome = Outcome.DONE;
            ledger.leases().end(account);
            assertThat(ledger.accounts()
                            .find(WAVE, emil.account().getAccount())
                            .orElseThrow()
                            .account()
                            .getResult()
                            .outcome)
                    .isEqualTo(Outcome.DONE);
        }
    }
}
