// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Check, plan, probe, clone, merge, verify and sweep one mailbox from a source to a target IMAP server.
 *
 * <p>The body, in and out, is one {@code org.mailmig.Account}. The URI names the two servers; their addresses and logins come from the
 * keys {@code mailmig.NAME.*}. The URI contains no account data and no secrets, and no connection is opened before the first account.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "mailbox",
        title = "Mailmig Mailbox",
        syntax = "mailbox:operation",
        category = {Category.MAIL},
        producerOnly = true)
public class MailboxEndpoint extends DefaultEndpoint {
    @UriPath(description = "What to do with the account.")
    @Metadata(required = true)
    private MailboxOperation operation;

    @UriParam(
            defaultValue = "source",
            description = "Name of the source server: its keys are mailmig.NAME.uri and so on. An account whose row"
                    + " names another server uses that one.")
    private String source = "source";

    @UriParam(
            defaultValue = "target",
            description = "Name of the target server: its keys are mailmig.NAME.uri and so on. An account whose row"
                    + " names another server uses that one.")
    private String target = "target";

    @UriParam(
            defaultValue = "source",
            enums = "source,target",
            description = "Which side the message of probe must reach: source after the stamp, target after the clear.")
    private String arrives = "source";

    /** Required by Camel's tooling. */
    public MailboxEndpoint() {}

    MailboxEndpoint(String uri, MailboxComponent component, MailboxOperation operation) {
        super(uri, component);
        this.operation = operation;
    }

    @Override
    public Producer createProducer() {
        return new MailboxProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("mailbox: endpoints only take accounts: use them in to, not in from.");
    }

    MailboxSteps steps() {
        return ((MailboxComponent) getComponent()).steps();
    }

    public MailboxOperation getOperation() {
        return operation;
    }

    public void setOperation(MailboxOperation operation) {
        this.operation = operation;
    }

    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    public String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    public String getArrives() {
        return arrives;
    }

    public void setArrives(String arrives) {
        if (!arrives.equals("source") && !arrives.equals("target")) {
            throw new IllegalArgumentException("arrives must be source or target, not " + arrives + ".");
        }
        this.arrives = arrives;
    }
}
