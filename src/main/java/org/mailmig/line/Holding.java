// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.AccountProgress;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
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
        Ledger ledger = Ledger.of(exchange.getContext());
        if (LedgerRetry.ask(exchange, () -> isPastClear(ledger, account))) {
            return;
        }
        AccountResult result = account.getResult();
        Redelivery.forget(result);
        AccountProgress progress = result.progress;
        long now = System.currentTimeMillis();
        long first = progress.syncedSince;
        long last = progress.syncedAt;
        progress.syncedSince = first == 0 ? now : first;
        progress.syncedAt = now;
        progress.syncs++;
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
                                + " copied so far; "
                                + (result.forwarder == ForwarderState.NONE
                                        ? "no forwarder is set, and new mail reaches the target"
                                        : "the forwarder stays until the account is completed")));
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
        if (result.outcome == Outcome.REFUSED || !isSynced(exchange, account)) {
            return false;
        }
        Redelivery.forget(result);
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

    /** Returns whether the account was synced, and its clear has not begun since. */
    static boolean isSynced(Exchange exchange, Account account) {
        Ledger ledger = Ledger.of(exchange.getContext());
        return account.getResult().progress.syncs > 0 && !LedgerRetry.ask(exchange, () -> isPastClear(ledger, account));
    }

    /** Returns whether the account was completed before: its forwarder may be gone already while the clear still waits for the MTA. */
    private static boolean isPastClear(Ledger ledger, Account account) {
        if (!account.needs(Step.CLEAR)) {
            return true;
        }
        // An earlier wave may have cleared this mailbox: then this account never had a forwarder.
        return account.getResult().forwarder != ForwarderState.NONE
                && ledger.forwarders().isPastClear(account.getMailbox())
                && ledger.forwarders()
                        .of(account.getMailbox())
                        .filter(stamp -> stamp.state() != ForwarderRecord.State.CLEARED)
                        .isEmpty();
    }

    /** When the account is synced again without a command; {@code null}: never. */
    private static Instant next(Exchange exchange) {
        Duration every = Settings.of(exchange.getContext()).duration("mailmig.wave.sync-every");
        return every.isZero() ? null : Instant.now().plus(every);
    }
}
