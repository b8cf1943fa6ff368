// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.routes.LineTestSupport;
import org.mailmig.world.Hanging;

/** A process that was killed between an account's end and its dead letter left an account without a dead letter. */
class LostDeadLetterTest {
    @TempDir
    Path dir;

    private static NewAccount row(int line, String user) {
        return new NewAccount(ControlRow.of(line, user, user, Mode.MERGE).build(), null, null);
    }

    private static void ended(Ledger ledger, String wave, String user, Outcome outcome) {
        Account account = ledger.leases().take(wave, user).orElseThrow();
        account.getResult().outcome = outcome;
        account.getResult().reason = "as a test would have it";
        ledger.leases().end(account);
    }

    private List<String> letters() throws Exception {
        Path dead = dir.resolve("dead-letter");
        if (!Files.exists(dead)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dead)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theNextProcessWritesItWithTheWavesReport() throws Exception {
        Properties keys = new Properties();
        keys.put("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        keys.put("mailmig.intake.enabled", "false");
        keys.put("mailmig.dead-letter.dir", dir.resolve("dead-letter").toString());
        keys.put("mailmig.report.dir", dir.resolve("report").toString());
        try (Ledger ledger = Ledger.open(keys.getProperty("mailmig.ledger.url"), null);
                DefaultCamelContext context = new DefaultCamelContext()) {
            String wave = ledger.waves()
                    .begin(
                            "wave.csv",
                            "0",
                            List.of(row(2, "anna"), row(3, "bert")).iterator())
                    .wave()
                    .id();
            ended(ledger, wave, "anna", Outcome.REFUSED);
            ended(ledger, wave, "bert", Outcome.DONE);
            context.getPropertiesComponent().setOverrideProperties(keys);
            LineTestSupport.shipped(context);
            context.start();

            await("the report")
                    .atMost(Hanging.AFTER)
                    .until(() -> !ledger.events()
                                    .accounts(wave, EventKind.DEAD_LETTER)
                                    .isEmpty()
                            && Files.exists(dir.resolve("report")));
            assertThat(letters()).singleElement().asString().startsWith("anna-");
            assertThat(ledger.events().accounts(wave, EventKind.DEAD_LETTER)).containsExactly("anna");
        }
    }
}
