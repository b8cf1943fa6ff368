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

/** Makes {@code mailbox:} endpoints; they share one {@link MailboxSteps}, configured by {@code mailmig.<server>.*}. */
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

    /** The context's accounts under way; nothing is opened before one comes. */
    synchronized MailboxSteps steps() {
        if (steps == null) {
            steps = new MailboxSteps(getCamelContext());
        }
        return steps;
    }

    /**
     * Tries the admin logins that these accounts need, before their wave begins.
     *
     * @return one sentence for each server that cannot be used; empty where the wave may begin
     */
    public List<String> problems(List<NewAccount> accounts) {
        return steps().problems(accounts, false);
    }

    /** The same before a plan, which opens every connection for reading only. */
    public List<String> planProblems(List<NewAccount> accounts) {
        return steps().problems(accounts, true);
    }

    /** A host learns of all mistakes in its configuration as its context starts. */
    @Override
    protected void doStart() throws Exception {
        ConfigurationCheck.atStart(getCamelContext(), true);
        super.doStart();
    }

    /** Whatever still runs when the graceful part of the shutdown is over loses its lines; the ledger knows how far it came. */
    @Override
    protected synchronized void doStop() throws Exception {
        if (steps != null) {
            steps.abort();
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
