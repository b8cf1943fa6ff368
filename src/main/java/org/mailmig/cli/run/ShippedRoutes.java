// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Adds route files like {@code camel.main.routes-include-pattern}, which however parses each of them twice. */
final class ShippedRoutes extends MainListenerSupport {
    private final List<String> patterns;

    /** @param patterns Camel's patterns, with {@code file:} or {@code classpath:} */
    ShippedRoutes(List<String> patterns) {
        this.patterns = patterns;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        try {
            List<Resource> files = new ArrayList<>();
            for (String pattern : patterns) {
                files.addAll(
                        PluginHelper.getPackageScanResourceResolver(context).findResources(pattern));
            }
            PluginHelper.getRoutesLoader(context).loadRoutes(files);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
