// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.SynchronizationAdapter;
import org.mailmig.Account;
import org.mailmig.runtime.Shutdown;

/** Runs the endpoint's operation for one account. The account's connections live as long as the exchange. */
final class MailboxProducer extends DefaultProducer {
    private static final String HELD = "mailmigSession";

    MailboxProducer(MailboxEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public MailboxEndpoint getEndpoint() {
        return (MailboxEndpoint) super.getEndpoint();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Account account = exchange.getMessage().getMandatoryBody(Account.class);
        exchange.getMessage().setBody(account);
        MailboxEndpoint endpoint = getEndpoint();
        MailboxSteps steps = endpoint.steps();
        MailboxOperation operation = endpoint.getOperation();
        if (operation == MailboxOperation.probe && !steps.probes(account, endpoint.getArrives())) {
            return;
        }
        closeAtEnd(exchange, steps, account);
        MailboxSteps.Names names =
                new MailboxSteps.Names(endpoint.getSource(), endpoint.getTarget(), endpoint.getArrives());
        if (!steps.run(operation, account, names, () -> Shutdown.asked(exchange))) {
            exchange.setRouteStop(true);
        }
    }

    private static void closeAtEnd(Exchange exchange, MailboxSteps steps, Account account) {
        if (exchange.getProperty(HELD) == null) {
            exchange.setProperty(HELD, account.toString());
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    steps.release(account);
                }
            });
        }
    }
}
