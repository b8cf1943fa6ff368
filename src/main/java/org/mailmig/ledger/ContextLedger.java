// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.internal.database.Database;

/** Finds or opens the ledger of a Camel context. */
final class ContextLedger {
    private static final String BEAN = "mailmigLedger";

    private ContextLedger() {}

    /**
     * As {@link Ledger#of}. A ledger that is opened here is not bound as a bean: the first use may be in a route, and Camel's registry must
     * not be written by a second thread while routes are loaded from it.
     */
    static Ledger of(CamelContext context) {
        synchronized (context) {
            Ledger bound = context.getRegistry().lookupByNameAndType(BEAN, Ledger.class);
            ExtendedCamelContext plugins = context.getCamelContextExtension();
            Ledger ledger = bound == null ? plugins.getContextPlugin(Ledger.class) : bound;
            if (ledger != null) {
                return ledger;
            }
            Settings settings = Settings.of(context);
            Ledger opened = new Ledger(
                    new Database(
                            settings.get("mailmig.ledger.url"),
                            settings.find("mailmig.ledger.user").orElse(null),
                            Secret.of(settings.find("mailmig.ledger.password").orElse(null))),
                    Secret.of(settings.find("mailmig.ledger.key").orElse(null)),
                    settings.duration("mailmig.ledger.lease"));
            plugins.addContextPlugin(Ledger.class, opened);
            closeWith(context, opened);
            return opened;
        }
    }

    private static void closeWith(CamelContext context, Ledger ledger) {
        try {
            context.addService(
                    new ServiceSupport() {
                        @Override
                        protected void doStop() {
                            ledger.close();
                        }
                    },
                    true,
                    true);
        } catch (Exception e) {
            throw new PermanentException("The ledger cannot be bound to the Camel context: " + e.getMessage(), e);
        }
    }
}
