// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.service.BaseService;

/** Returns whether an exchange has to end as soon as nothing is half done. */
public final class Shutdown {
    private Shutdown() {}

    /** True as soon as the context, or the route that began the exchange, is stopping or suspending. */
    public static boolean asked(Exchange exchange) {
        return asked(exchange.getContext()) || stops(exchange.getContext(), exchange.getFromRouteId());
    }

    /** True as soon as the context is stopping or suspending. */
    public static boolean asked(CamelContext context) {
        ServiceStatus status = context.getStatus();
        return status != null && !status.isStarted() && !status.isStarting();
    }

    /** A stopping route first suspends its consumer, then waits for its exchanges. */
    private static boolean stops(CamelContext context, String routeId) {
        if (routeId == null) {
            return false;
        }
        Route route = context.getRoute(routeId);
        if (route == null) {
            return true; // it has stopped: the context lists only running routes
        }
        return route.getConsumer() instanceof BaseService consumer && !consumer.isRunAllowed();
    }
}
