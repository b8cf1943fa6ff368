// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.SynchronizationAdapter;
import org.mailmig.Account;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.tables.AccountLeases;
import org.mailmig.ledger.tables.Accounts;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.Shutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of the route (bean {@code mailmigTaking}): acquires the lease, so that one worker holds an account whatever the queue
 * does.
 */
public final class Taking {
    private static final Logger LOG = LoggerFactory.getLogger(Taking.class);

    /** The exchange property with the account held: a failing step may leave any body. */
    static final String ACCOUNT = "mailmigAccount";

    /** Replaces the body, a message of the queue, by the whole account; the route stops if the account is not to be processed. */
    public void take(Exchange exchange) throws InvalidPayloadException {
        Account named = exchange.getMessage().getMandatoryBody(Account.class);
        Ledger ledger = Ledger.of(exchange.getContext());
        if (Shutdown.asked(exchange)) {
            ledger.queue().requeue(named.getWave(), named.getAccount());
            exchange.setRouteStop(true);
            return;
        }
        Optional<Account> taken =
                LedgerRetry.ask(exchange, () -> ledger.leases().take(named.getWave(), named.getAccount()));
        if (taken.isEmpty()) {
            warnOfStranger(exchange, ledger.accounts(), named);
            exchange.setRouteStop(true);
            return;
        }
        Account account = taken.get();
        account.getResult().outcome = null; // from an attempt that did not end
        account.getResult().reason = null;
        exchange.setProperty(ACCOUNT, account);
        exchange.getMessage().setBody(account);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                CrashPoint.step("before acknowledgement");
                if (done.getProperty(ACCOUNT) != null) {
                    putDown(ledger.leases(), account);
                }
            }
        });
    }

    /** A message for another application's ledger was taken from the queue and is lost to it; its feeder sends it again. */
    private static void warnOfStranger(Exchange exchange, Accounts accounts, Account named) {
        boolean known = LedgerRetry.ask(exchange, () -> accounts.find(named.getWave(), named.getAccount())
                .isPresent());
        if (!known) {
            LOG.warn(
                    "The accounts queue delivered account {}, which is not in this ledger. Another application with"
                            + " its own ledger uses the same queue: give each its own mailmig.accounts.uri, or both"
                            + " the same mailmig.ledger.url.",
                    named);
        }
    }

    /** Safety net: a route that is stopped by force no longer calls an error handler. */
    private static void putDown(AccountLeases leases, Account account) {
        try {
            leases.release(account);
            LOG.info("Account {} was interrupted; the next start resumes.", account);
        } catch (LeaseLostException e) {
            LOG.trace("Account {} was ended or parked, as usual", account);
        } catch (TransientException e) {
            LOG.warn("Account {} stays marked as running until its lease ends: {}", account, e.getMessage());
        }
    }
}
