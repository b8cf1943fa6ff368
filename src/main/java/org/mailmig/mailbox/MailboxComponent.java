// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.mailmig.config.ConfigurationCheck;
import org.mailmig.ledger.wave.NewAccount;

/** The Camel component of {@code mailbox:} endpoints. They share one {@link MailboxSteps}, configured by {@code mailmig.<server>.*}. */
@Component("mailbox")
public class MailboxComponent extends DefaultComponent {
    private MailboxSteps steps;

    public MailboxComponent() {}

    public MailboxComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        MailboxEndpoint endpoint = new MailboxEndpoint(uri, this, operation(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Returns the steps that all endpoints of this context share. No connection is opened before the first account. */
    synchronized MailboxSteps steps() {
        if (steps == null) {
            steps = new MailboxSteps(getCamelContext());
        }
        return steps;
    }

    /**
     * Tries the admin logins that these accounts need, before their wave begins.
     *
     * @return one sentence for each server that cannot be used; empty if the wave may begin
     */
    public List<String> problems(List<NewAccount> accounts) {
        return steps().problems(accounts, false);
    }

    /** Does the same for a plan, which opens every connection read-only. */
    public List<String> planProblems(List<NewAccount> accounts) {
        return steps().problems(accounts, true);
    }

    /** Checks the configuration, so that all its mistakes are reported when the context starts. */
    @Override
    protected void doStart() throws Exception {
        ConfigurationCheck.atStart(getCamelContext(), true);
        super.doStart();
    }

    /** Closes the connections of steps that still run after the graceful part of the shutdown. The ledger records how far they came. */
    @Override
    protected synchronized void doStop() throws Exception {
        if (steps != null) {
            steps.abort();
            steps = null; // a context that starts again begins with new threads
        }
        super.doStop();
    }

    private static MailboxOperation operation(String word) {
        for (MailboxOperation operation : MailboxOperation.values()) {
            if (operation.name().equals(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("mailbox:" + word + " is not known: use mailbox:check, mailbox:clone,"
                + " mailbox:merge, mailbox:verify, mailbox:sweep, mailbox:plan or mailbox:probe.");
    }
}
