// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.mailmig.Account;
import org.mailmig.AccountConverter;
import org.mailmig.config.Settings;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.tables.AccountQueue;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.Shutdown;
import org.mailmig.text.Plural;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which accounts are put on the accounts queue (bean {@code mailmigFeeder}), never more than fit. As the policy of the consuming
 * route it releases the queued accounts when the route stops.
 */
public final class Feeder extends RoutePolicySupport implements CamelContextAware {
    /** Accounts that this process keeps in a queue shared with other processes: the size of the default queue. */
    static final int AHEAD = 1000;

    /** Accounts per worker in a queue of this process alone: no other process can take these from the ledger. */
    static final int AHEAD_OF_EACH = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    /** Accounts of this process on the queue at the last look, and when the number last decreased ({@link System#nanoTime}). */
    private long lastQueued;

    private long lastTaken = System.nanoTime();

    private volatile boolean leavesDue;
    private CamelContext context;
    /** The ledger's failure was already logged. */
    private boolean silent;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Leaves synced accounts whose time has come to other processes: this one ends with its wave. */
    public void leaveDue() {
        leavesDue = true;
    }

    /** One JSON message per account that may start now; the ledger then has it as queued. Never fails: it is called again. */
    public synchronized List<String> feed() {
        if (Shutdown.asked(context)) {
            return List.of();
        }
        try {
            if (!leavesDue) {
                Ledger.of(context).held().resumeDue();
            }
            AccountQueue queue = queue();
            requeueLost(queue);
            int room = (int) (ahead() - queue.queued());
            List<Account> fed = room <= 0 ? List.of() : queue.enqueue(room);
            silent = false;
            lastQueued += fed.size();
            if (!fed.isEmpty()) {
                CrashPoint.step("before queueing");
            }
            return fed.stream().map(AccountConverter::message).toList();
        } catch (StopException e) {
            if (!silent) {
                LOG.error("No account can be queued for now: {}", e.getMessage());
                silent = true;
            }
            return List.of();
        }
    }

    /**
     * An account that a broker has held for longer than {@code mailmig.accounts.requeue-after}, while nothing at all was taken, may be
     * lost: it is sent again. A duplicate does no harm, since one worker holds an account by its lease. A queue of this process loses
     * nothing.
     */
    private void requeueLost(AccountQueue queue) {
        if (hasOwnQueue()) {
            return;
        }
        long queued = queue.queued();
        if (queued == 0 || queued < lastQueued) {
            lastTaken = System.nanoTime();
        }
        lastQueued = queued;
        Duration after = Settings.of(context).duration("mailmig.accounts.requeue-after");
        if (queued == 0 || System.nanoTime() - lastTaken < after.toNanos()) {
            return;
        }
        int lost = queue.requeue();
        lastTaken = System.nanoTime();
        LOG.warn(
                "None of the accounts on the queue was taken within {} (mailmig.accounts.requeue-after): {} sent"
                        + " again. Was the queue emptied, or does another application consume from it?",
                after,
                Plural.of(lost, "account is", "accounts are"));
    }

    /** Last resort of the feeding route: accounts that were not sent, or possibly not, are sent again later. */
    public void takeBack(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn("Accounts could not be queued and are queued again later: {}", fault.getMessage());
        LOG.debug("Feeding failed", fault);
        requeue();
    }

    @Override
    public void onStop(Route route) {
        requeue();
    }

    @Override
    public void onSuspend(Route route) {
        requeue();
    }

    private void requeue() {
        try {
            queue().requeue();
        } catch (StopException e) {
            LOG.warn("Queued accounts stay marked as queued until the next start: {}", e.getMessage());
        }
    }

    private int ahead() {
        Settings settings = Settings.of(context);
        return hasOwnQueue() ? Math.min(AHEAD, AHEAD_OF_EACH * settings.integer("mailmig.accounts.in-flight")) : AHEAD;
    }

    private boolean hasOwnQueue() {
        return Settings.of(context).get("mailmig.accounts.uri").startsWith("seda:");
    }

    private AccountQueue queue() {
        return Ledger.of(context).queue();
    }
}
