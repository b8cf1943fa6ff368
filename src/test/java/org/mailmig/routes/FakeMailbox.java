// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Replaces {@code mailbox:} for several accounts at the same time; a mock endpoint processes one at a time. */
public final class FakeMailbox extends DefaultComponent {
    private final BiConsumer<String, Exchange> steps;

    /** @param steps gets the operation's name and the exchange; its exceptions are those of the step */
    public FakeMailbox(BiConsumer<String, Exchange> steps) {
        this.steps = steps;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String operation, Map<String, Object> parameters) {
        parameters.clear(); // what the real one makes of them is its own matter
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    public void process(Exchange exchange) {
                        steps.accept(operation, exchange);
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean isSingleton() {
                return true;
            }
        };
    }
}
