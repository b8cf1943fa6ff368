// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.SimpleRegistry;
import org.junit.jupiter.api.Test;
import org.mailmig.ledger.Ledger;

/**
 * Route files loaded into a running context: "ConcurrentModificationException". The YAML loader walks through the registry,
 * and a route that used the ledger for the first time bound it there at the same time.
 */
class LedgerBesideLoadingTest {
    @Test
    void theFirstUseOfTheLedgerDoesNotWriteToTheRegistry() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("one", "1");
            context.getRegistry().bind("two", "2");
            Properties keys = new Properties();
            keys.setProperty("mailmig.ledger.url", "jdbc:h2:mem:beside-loading");
            context.getPropertiesComponent().setOverrideProperties(keys);
            context.start();
            SimpleRegistry beans =
                    (SimpleRegistry) context.getRegistry(DefaultRegistry.class).getFallbackRegistry();
            Iterator<String> walk = beans.keySet().iterator();
            Ledger ledger = Ledger.of(context);
            assertThat(Ledger.of(context)).isSameAs(ledger);
            List<String> met = new ArrayList<>();
            walk.forEachRemaining(met::add);
            assertThat(met).contains("one", "two");
        }
    }
}
