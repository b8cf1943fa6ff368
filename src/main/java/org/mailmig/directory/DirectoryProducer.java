// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.forwarder.AddressTransfer;
import org.mailmig.directory.internal.forwarder.EntryCheck;
import org.mailmig.directory.internal.forwarder.ForwarderClear;
import org.mailmig.directory.internal.forwarder.ForwarderStamp;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.directory.internal.match.LookupFilter;
import org.mailmig.error.StepErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the endpoint's operation on one account. */
final class DirectoryProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryProducer.class);

    DirectoryProducer(DirectoryEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public DirectoryEndpoint getEndpoint() {
        return (DirectoryEndpoint) super.getEndpoint();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Account account = exchange.getMessage().getMandatoryBody(Account.class);
        exchange.getMessage().setBody(account);
        try {
            run(exchange, account);
        } catch (Error e) {
            LOG.error("Account {} failed at step {}", account, account.getStep().word(), e);
            throw StepErrors.fatal(account.getStep(), e);
        }
    }

    private void run(Exchange exchange, Account account) throws Exception {
        DirectoryEndpoint endpoint = getEndpoint();
        ForwarderPolicy forwarding = ForwarderPolicy.of(endpoint.getCamelContext());
        switch (endpoint.getOperation()) {
            case filter -> new LookupFilter(forwarding).write(exchange, account, endpoint.getFilterVariable());
            case match -> new EntryMatch(forwarding).match(exchange, account, endpoint.getCandidatesVariable());
            case check -> new EntryCheck(forwarding).check(account);
            case stamp -> new ForwarderStamp(forwarding).stamp(exchange, account);
            case clear -> new ForwarderClear(forwarding).clear(exchange, account);
            case addresses -> new AddressTransfer(forwarding).carry(account);
            case unstamp -> new ForwarderClear(forwarding).unstamp(account);
        }
    }
}
