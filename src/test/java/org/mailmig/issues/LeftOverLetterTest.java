// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.line.DeadLetters;

/** A process killed while it wrote a dead letter left a hidden file next to it, which was never removed. */
class LeftOverLetterTest {
    @TempDir
    Path dir;

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void itGoesWithTheNextLetterAndWhenTheAccountIsWell() throws Exception {
        Properties keys = new Properties();
        keys.put("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        keys.put("mailmig.dead-letter.dir", dir.toString());
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(keys);
            Ledger ledger = Ledger.of(context);
            ControlRow row = ControlRow.of(2, "anna", "anna", Mode.MERGE).build();
            String wave = ledger.waves()
                    .begin(
                            "wave.csv",
                            "0",
                            List.of(new NewAccount(row, null, null)).iterator())
                    .wave()
                    .id();
            Account account = ledger.leases().take(wave, "anna").orElseThrow();
            account.getResult().outcome = Outcome.FAILED;
            account.getResult().reason = "as a test would have it";
            ledger.leases().end(account);
            DeadLetters letters = new DeadLetters();
            letters.setCamelContext(context);
            letters.settle(account);
            String letter = files().get(0);

            Path half = Files.writeString(dir.resolve("." + letter + ".part"), "{\"wave\": ");
            letters.settle(account);
            assertThat(files()).containsExactly(letter);

            Files.writeString(half, "{\"wave\": ");
            account.getResult().outcome = Outcome.DONE;
            letters.settle(account);
            assertThat(files()).isEmpty();
        }
    }
}
