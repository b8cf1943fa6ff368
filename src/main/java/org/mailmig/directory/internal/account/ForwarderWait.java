// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.mailmig.Account;

/** How an account waits until the MTA sees that its forwarder was set or cleared: parked in the ledger, without holding a worker. */
public record ForwarderWait(ForwarderPolicy forwarding) {
    /** When an account that waits for the MTA's server checks again. */
    public Instant askAgain() {
        return Instant.now().plus(forwarding.settings().duration("mailmig.directory.read-interval"));
    }

    /** Parks the account without holding a worker; the feeder sends it again. */
    public void park(Exchange exchange, Account account, Instant until) {
        forwarding.ledger().leases().save(account);
        forwarding.ledger().leases().park(account, until);
        exchange.setRouteStop(true);
    }

    /** Returns whether the MTA's server has had its time to show a change made at {@code since}. */
    public boolean overdue(Instant since) {
        return Instant.now().isAfter(since.plus(forwarding.settings().duration("mailmig.directory.read-within")));
    }

    /** How long MTAs may need to see a forwarder that was set or cleared. */
    public Duration settle() {
        return forwarding.settings().duration("mailmig.forwarder.settle");
    }
}
