package org.mailmig.cli;

import java.util.List;
import org.mailmig.Account;
import org.mailmig.CrashPoint;
import org.mailmig.Mode;
import org.mailmig.Row;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.NewAccount;
import org.slf4j.LoggerFactory;

/**
 * Loads what a run needs of the ledger while Camel starts: a ledger in memory takes one account in and hands it out, on a
 * thread of its own. Nothing depends on it; where it fails, the first use of the real ledger tells why.
 */
final class Ahead {
    private Ahead() {}

    /** Returns at once. */
    static void load() {
        if (CrashPoint.isOn()) {
            return; // its steps are counted, and these would come in no order
        }
        Thread thread = new Thread(Ahead::ledger, "mailmig-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private static void ledger() {
        try (Ledger ledger = Ledger.open("jdbc:h2:mem:mailmig-ahead", null)) {
            Row row = Row.of(1, "ahead", "ahead", Mode.CLONE).build();
            String wave = ledger.waves()
                    .begin(
                            "ahead",
                            "ahead",
                            List.of(new NewAccount(row, null, null)).iterator())
                    .wave()
                    .id();
            Account account = ledger.accounts().take(wave, "ahead").orElseThrow();
            ledger.accounts().save(account);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Ahead.class).debug("Nothing was loaded ahead", e);
        }
    }
}
