// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.util.IOHelper;

/** The values of keys in a context's sources of properties, before Camel resolves placeholders in them. */
record WrittenProperties(CamelContext context) {
    /**
     * The value of a key as written, before placeholders are resolved; empty if the context's sources cannot list it (those of Spring Boot
     * resolve placeholders themselves).
     */
    Optional<String> find(String key) {
        if (!(context.getPropertiesComponent() instanceof PropertiesComponent component)) {
            return Optional.ofNullable(
                    context.getPropertiesComponent().loadProperties(key::equals).getProperty(key));
        }
        String found = overriding(component, key);
        for (Properties each : Arrays.asList(component.getLocalProperties(), component.getOverrideProperties())) {
            found = found == null && each != null ? each.getProperty(key) : found;
        }
        for (PropertiesSource source : component.getPropertiesSources()) {
            found = found == null ? source.getProperty(key) : found;
        }
        Properties initial = component.getInitialProperties();
        return Optional.ofNullable(found == null && initial != null ? initial.getProperty(key) : found);
    }

    private static String overriding(PropertiesComponent component, String key) {
        String value = null;
        if (component.getEnvironmentVariableMode() == PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_OVERRIDE) {
            value = IOHelper.lookupEnvironmentVariable(key);
        }
        if (value == null
                && component.getSystemPropertiesMode() == PropertiesComponent.SYSTEM_PROPERTIES_MODE_OVERRIDE) {
            value = System.getProperty(key);
        }
        return value;
    }
}
