package org.mailmig.line;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.mailmig.Account;
import org.mailmig.Stopping;
import org.mailmig.ledger.Accounts;
import org.mailmig.ledger.Ledger;

/** First step of the line (bean {@code mailmigTaking}): one worker holds an account, whatever the queue does. */
public final class Taking {
    /** The exchange's property with the account that it holds: a failing step may leave any body behind. */
    static final String ACCOUNT = "mailmigAccount";

    /** The body, a message of the queue, becomes the whole account; the route stops where it is not to be worked on. */
    public void take(Exchange exchange) throws InvalidPayloadException {
        Account named = exchange.getMessage().getMandatoryBody(Account.class);
        Accounts accounts = Ledger.of(exchange.getContext()).accounts();
        if (Stopping.asked(exchange)) {
            accounts.unfeed(named.getWave(), named.getAccount());
            exchange.setRouteStop(true);
            return;
        }
        Optional<Account> taken = Patience.ask(exchange, () -> accounts.take(named.getWave(), named.getAccount()));
        if (taken.isEmpty()) {
            exchange.setRouteStop(true);
            return;
        }
        Account account = taken.get();
        account.getResult().outcome = null; // of an attempt that came to no end
        account.getResult().reason = null;
        exchange.setProperty(ACCOUNT, account);
        exchange.getMessage().setBody(account);
    }
}
