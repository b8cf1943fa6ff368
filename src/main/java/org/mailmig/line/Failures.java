// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.StepErrors;
import org.mailmig.error.StopException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what an error means for its account (bean {@code mailmigFailures}): an outcome, or another attempt later ({@link
 * TransientErrors}).
 */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Sets the body to the account with its outcome; the route stops if there is nothing to end. */
    public void judge(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Account account = exchange.getProperty(Taking.ACCOUNT, Account.class);
        if (account == null) {
            LOG.error("A message of the accounts queue was dropped: {}", fault.getMessage());
            LOG.debug("Taking failed", fault);
            exchange.setRouteStop(true);
            return;
        }
        exchange.getMessage().setBody(account);
        try {
            judge(exchange, account, fault);
        } catch (LeaseLostException e) {
            lost(exchange, account, e);
        }
    }

    private void judge(Exchange exchange, Account account, Throwable fault) {
        StopException stop = stop(fault);
        if (stop instanceof LeaseLostException) {
            lost(exchange, account, stop);
        } else if (stop instanceof StoppingException) {
            interrupted(exchange, account);
        } else if (stop instanceof TransientException passing) {
            TransientErrors.handle(exchange, account, passing);
        } else if (stop instanceof RefusedException) {
            // Its owner works at the source: nothing may take the forwarder of a synced account back before its last
            // pass.
            boolean synced = Holding.isSynced(exchange, account);
            ends(account, synced ? Outcome.FAILED : Outcome.REFUSED, stop.getMessage());
        } else if (stop instanceof PermanentException fatal) {
            ends(account, fatal.outcome(), stop.getMessage());
        } else {
            LOG.error("Account {} failed at step {}", account, account.getStep().word(), fault);
            ends(account, Outcome.FAILED, StepErrors.sentence(account.getStep(), fault));
        }
    }

    /** True for a refused account, which must leave no trace. */
    public boolean isRefused(Exchange exchange) {
        return exchange.getProperty(Taking.ACCOUNT, Account.class).getResult().outcome == Outcome.REFUSED;
    }

    /** Redelivers a refused account whose forwarder could not be removed: a refusal must leave no trace. */
    public void notUnstamped(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Account account = exchange.getProperty(Taking.ACCOUNT, Account.class);
        String refusal = account.getResult().reason;
        judge(exchange);
        account.getResult().reason = refusal + " And its forwarder is still set: " + fault.getMessage();
    }

    private static void ends(Account account, Outcome outcome, String reason) {
        account.getResult().outcome = outcome;
        account.getResult().reason = reason;
    }

    private static void lost(Exchange exchange, Account account, StopException fault) {
        LOG.info("Account {} is left to the worker that holds it now: {}", account, fault.getMessage());
        exchange.removeProperty(Taking.ACCOUNT);
        exchange.setRouteStop(true);
    }

    private void interrupted(Exchange exchange, Account account) {
        Ledger ledger = Ledger.of(exchange.getContext());
        ledger.leases().release(account);
        ledger.events()
                .add(
                        account.getWave(),
                        account.getAccount(),
                        EventKind.INTERRUPTED,
                        "Stopped at step " + account.getStep().word() + "; the next start resumes.");
        exchange.setRouteStop(true);
    }

    /** The outermost StopException in the chain: the step's own judgement counts, not its cause. */
    private static StopException stop(Throwable fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof StopException stop) {
                return stop;
            }
        }
        return null;
    }
}
