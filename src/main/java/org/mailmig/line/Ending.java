// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.wave.EventKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last steps of the route (bean {@code mailmigEnding}): record an account's outcome, and the wave's after its last account. */
public final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** Records the outcome; an account that was not stopped is DONE. Stops the route if another worker holds the account. */
    public void account(Exchange exchange) {
        Account account = exchange.getProperty(Taking.ACCOUNT, Account.class);
        AccountResult result = account.getResult();
        Ledger ledger = Ledger.of(exchange.getContext());
        try {
            if (result.outcome == null) {
                result.outcome = Outcome.DONE;
                result.reason = null;
                account.setStep(Step.REPORT);
            } else if (Holding.keep(exchange, account)) {
                return;
            } else {
                result.countRest();
                if (result.forwarder == ForwarderState.STAMPED) {
                    result.forwarder = ForwarderState.KEPT; // new mail still goes to the source until a retry
                }
            }
            if (result.outcome != Outcome.DONE) {
                LedgerRetry.run(exchange, () -> namePlaceholders(ledger, account));
            }
            LedgerRetry.run(exchange, () -> ledger.leases().end(account));
        } catch (LeaseLostException e) {
            LOG.info("Account {} is left to the worker that holds it now: {}", account, e.getMessage());
            exchange.setRouteStop(true);
            return;
        }
        exchange.getMessage().setBody(account);
        LedgerRetry.run(exchange, () -> ledger.events()
                .add(account.getWave(), account.getAccount(), EventKind.of(result.outcome), text(result)));
    }

    /** Sets the body to the wave's id; the route stops here unless this was the wave's last account. */
    public void wave(Exchange exchange) {
        String wave = exchange.getProperty(Taking.ACCOUNT, Account.class).getWave();
        Ledger ledger = Ledger.of(exchange.getContext());
        exchange.getMessage().setBody(wave);
        exchange.setRouteStop(!LedgerRetry.ask(exchange, () -> ledger.waves().endIfComplete(wave)));
    }

    /** If this account is given up, nothing else removes its placeholders. */
    private static void namePlaceholders(Ledger ledger, Account account) {
        for (FolderState folder : ledger.folderStates().folders(account.getMailbox())) {
            if (!ledger.copies().placeholders(folder.id()).isEmpty()) {
                account.getResult()
                        .warn("folder " + folder.target()
                                + " of the target may contain placeholders: a retry removes them; without a retry,"
                                + " remove the messages with the header X-Mailmig-Placeholder (they are marked"
                                + " \\Deleted)");
            }
        }
    }

    private static String text(AccountResult result) {
        return result.outcome == Outcome.DONE
                ? result.copied + " copied, " + result.present + " present, " + result.updated + " updated"
                : result.reason;
    }
}
