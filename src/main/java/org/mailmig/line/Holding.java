// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.AccountProgress;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.text.Plural;

/**
 * The step between verify and clear (bean {@code mailmigHolding}): an account that holds is synced. Its forwarder stays, and its owner
 * keeps working at the source until it is completed, by a command or at the time that an operator set. Other accounts pass at once.
 */
public final class Holding {
    /** Stops the route if the account holds. */
    public void hold(Exchange exchange) {
        Account account = exchange.getProperty(Taking.ACCOUNT, Account.class);
        if (!account.needs(Step.CLEAR)) {
            return; // it was completed before
        }
        AccountResult result = account.getResult();
        AccountProgress progress = result.progress;
        long now = System.currentTimeMillis();
        long first = progress.syncedSince;
        long last = progress.syncedAt;
        progress.syncedSince = first == 0 ? now : first;
        progress.syncedAt = now;
        progress.syncs++;
        Ledger ledger = Ledger.of(exchange.getContext());
        boolean held = LedgerRetry.ask(exchange, () -> ledger.leases().hold(account, next(exchange), false));
        if (!held) {
            progress.syncedSince = first;
            progress.syncedAt = last;
            progress.syncs--;
            return;
        }
        LedgerRetry.run(exchange, () -> ledger.events()
                .add(
                        account.getWave(),
                        account.getAccount(),
                        EventKind.SYNCED,
                        "pass " + progress.syncs + ": " + Plural.of(result.copied, "message", "messages")
                                + " copied so far; the forwarder stays until the account is completed"));
        exchange.setRouteStop(true);
    }

    /**
     * Keeps an account synced whose later pass, or completion, failed: its forwarder is in place and what was copied stays. The operator
     * decides.
     *
     * @return whether the account is synced; the route stops then
     */
    static boolean keep(Exchange exchange, Account account) {
        AccountResult result = account.getResult();
        if (result.outcome == Outcome.REFUSED || result.progress.syncs == 0 || !account.needs(Step.CLEAR)) {
            return false;
        }
        Ledger ledger = Ledger.of(exchange.getContext());
        LedgerRetry.ask(exchange, () -> ledger.leases().hold(account, next(exchange), true));
        LedgerRetry.run(exchange, () -> ledger.events()
                .add(
                        account.getWave(),
                        account.getAccount(),
                        EventKind.of(result.outcome),
                        result.reason + " The account stays synced."));
        exchange.setRouteStop(true);
        return true;
    }

    /** When the account is synced again without a command; {@code null}: never. */
    private static Instant next(Exchange exchange) {
        Duration every = Settings.of(exchange.getContext()).duration("mailmig.wave.sync-every");
        return every.isZero() ? null : Instant.now().plus(every);
    }
}
