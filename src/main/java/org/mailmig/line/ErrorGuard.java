// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Passes a Java Error of a step to the route's error handler (bean {@code mailmigErrorGuard}). Camel 4 catches only exceptions: after an
 * Error it calls the next step, then loses the consumer's thread. Guards only the steps of mailmig's routes.
 */
public final class ErrorGuard implements InterceptStrategy, CamelContextAware {
    private static final String OURS = "mailmig";
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        boolean known = context.getCamelContextExtension().getInterceptStrategies().stream()
                .anyMatch(ErrorGuard.class::isInstance);
        if (!known) { // each route file defines the bean
            context.getCamelContextExtension().addInterceptStrategy(this);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(definition);
        boolean ours = route != null && route.getId() != null && route.getId().startsWith(OURS);
        return ours ? new Guarded(AsyncProcessorConverterHelper.convert(target)) : target;
    }

    /** One step. */
    private static final class Guarded extends DelegateAsyncProcessor {
        Guarded(AsyncProcessor step) {
            super(step);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Held held = new Held(callback);
            boolean sync;
            try {
                sync = super.process(exchange, held);
            } catch (Error e) { // its callback may have been called: the step has failed all the same
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            held.release();
            return sync;
        }
    }

    /** Holds back callbacks while the step is being called, and forwards later ones. */
    private static final class Held implements AsyncCallback {
        private enum State {
            CALLING,
            DONE_MEANWHILE,
            RETURNED
        }

        private final AsyncCallback callback;
        private final AtomicReference<State> state = new AtomicReference<>(State.CALLING);
        private volatile boolean sync;

        Held(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            sync = doneSync;
            if (!state.compareAndSet(State.CALLING, State.DONE_MEANWHILE)) {
                callback.done(doneSync);
            }
        }

        void release() {
            if (!state.compareAndSet(State.CALLING, State.RETURNED)) {
                callback.done(sync);
            }
        }
    }
}
