// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;

/** A route that is stopped by force interrupts its threads; one that was writing to the ledger's file closed it for all. */
class InterruptedLedgerTest {
    @TempDir
    Path dir;

    @Test
    void aThreadThatIsInterruptedOverAndOverWritesAndTheLedgerStaysUsable() throws Exception {
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int number = 0; number < 300; number++) {
                    ledger.events().add("wave", null, EventKind.WARNING, "event " + number);
                }
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            writer.start();
            while (writer.isAlive()) {
                writer.interrupt();
                writer.join(1);
            }
            assertThat(interrupted).isTrue();
            assertThat(ledger.events().list("wave", 0, 1000)).hasSize(300);
        }
    }
}
