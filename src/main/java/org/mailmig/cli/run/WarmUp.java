// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.cli.config.Logs;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.runtime.CrashPoint;
import org.slf4j.LoggerFactory;

/** Work for a second core while the command continues. Nothing depends on it; if it fails, the first use of the ledger reports why. */
public final class WarmUp {
    private WarmUp() {}

    /**
     * Loads the classes that a run needs for a ledger, while options are read and Camel starts: an in-memory ledger takes an account
     * through its queue. Returns at once.
     */
    public static void load() {
        if (CrashPoint.isOn()) {
            return; // its steps are counted, and these would come in no fixed order
        }
        Thread thread = new Thread(WarmUp::ledger, "mailmig-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens the ledger of a started context. The future never fails. */
    public static CompletableFuture<Void> open(CamelContext context) {
        if (CrashPoint.isOn()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> Ledger.of(context)).exceptionally(fault -> null);
    }

    private static void ledger() {
        Logs.silence();
        try (Ledger ledger = Ledger.open("jdbc:h2:mem:mailmig-ahead", null)) {
            ControlRow row = ControlRow.of(1, "ahead", "ahead", Mode.CLONE).build();
            String wave = ledger.waves()
                    .begin(
                            "ahead",
                            "ahead",
                            List.of(new NewAccount(row, null, null)).iterator())
                    .wave()
                    .id();
            Account account = ledger.leases().take(wave, "ahead").orElseThrow();
            ledger.leases().save(account);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(WarmUp.class).debug("Classes could not be loaded in advance", e);
        }
    }
}
