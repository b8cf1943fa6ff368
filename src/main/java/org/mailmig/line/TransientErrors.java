// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.config.Settings;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;

/**
 * What a transient error means for its account. Attempts are counted without holding a worker: the account is parked in the ledger and the
 * feeder sends it again when it is due.
 */
final class TransientErrors {
    private TransientErrors() {}

    /** Parks the account, or sets its outcome to FAILED if it has had all attempts. The route stops if it was parked. */
    static void handle(Exchange exchange, Account account, TransientException fault) {
        Settings settings = Settings.of(exchange.getContext());
        Redelivery redelivery = Redelivery.of(settings);
        if (fault.notBefore() != null) {
            busy(exchange, account, fault, redelivery, settings.duration("mailmig.redelivery.busy"));
            return;
        }
        int faults = redelivery.count(account.getResult(), account.getStep());
        if (faults >= redelivery.attempts() && !fault.isUntilDone()) {
            failed(account, fault.getMessage() + " (given up after " + faults + " attempts without progress)");
            return;
        }
        Duration own = redelivery.delay(faults);
        Duration delay = own.compareTo(fault.retryAfter()) < 0 ? fault.retryAfter() : own;
        Ledger ledger = Ledger.of(exchange.getContext());
        LedgerRetry.run(
                exchange, () -> ledger.leases().postpone(account, Instant.now().plus(delay)));
        retrying(
                ledger,
                account,
                fault.getMessage() + " (attempt " + (faults + 1)
                        + (fault.isUntilDone() ? "" : " of " + redelivery.attempts()) + " in "
                        + delay.toMillis() / 1000.0 + " s)");
        exchange.setRouteStop(true);
    }

    /** Nothing of the account was tried: no attempt is used up, but the total wait is limited. */
    private static void busy(
            Exchange exchange, Account account, TransientException fault, Redelivery redelivery, Duration longest) {
        Duration waited = Redelivery.waited(account.getResult(), account.getStep());
        if (waited.compareTo(longest) > 0 && !fault.isUntilDone()) {
            failed(
                    account,
                    fault.getMessage() + " (given up after " + waited.toSeconds()
                            + " s without progress: mailmig.redelivery.busy)");
            return;
        }
        Instant next = Instant.now().plus(redelivery.busyDelay(waited));
        Instant due = next.isBefore(fault.notBefore()) ? fault.notBefore() : next;
        Ledger ledger = Ledger.of(exchange.getContext());
        LedgerRetry.run(exchange, () -> ledger.leases().postpone(account, due));
        retrying(
                ledger,
                account,
                fault.getMessage() + " (again in "
                        + Duration.between(Instant.now(), due).toMillis() / 1000.0 + " s; this does not count as an"
                        + " attempt)");
        exchange.setRouteStop(true);
    }

    private static void failed(Account account, String reason) {
        account.getResult().outcome = Outcome.FAILED;
        account.getResult().reason = reason;
    }

    private static void retrying(Ledger ledger, Account account, String text) {
        ledger.events().add(account.getWave(), account.getAccount(), EventKind.RETRYING, text);
    }
}
