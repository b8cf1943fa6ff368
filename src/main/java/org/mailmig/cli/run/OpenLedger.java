// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.text.Normalizer;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.ledger.wave.WaveName;
import org.mailmig.report.Words;

/** The ledger for a command that starts no routes: its context has only the configuration. */
public final class OpenLedger implements AutoCloseable {
    private final DefaultCamelContext context;

    private OpenLedger(DefaultCamelContext context) {
        this.context = context;
    }

    public static OpenLedger of(Configuration configuration) {
        DefaultCamelContext context = new DefaultCamelContext();
        withoutEnvironment(context);
        context.getPropertiesComponent().setInitialProperties(configuration.files());
        Properties options = new Properties();
        options.putAll(configuration.options());
        context.getPropertiesComponent().setOverrideProperties(options);
        return new OpenLedger(context);
    }

    /**
     * The environment is already in the {@link Configuration}, where options override it; Camel would give it precedence. A plain {@code
     * {{NAME}}} still works.
     */
    static void withoutEnvironment(CamelContext context) {
        ((PropertiesComponent) context.getPropertiesComponent())
                .setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }

    public DefaultCamelContext context() {
        return context;
    }

    public Ledger ledger() {
        return Ledger.of(context);
    }

    /** By id, or the newest wave of a control file of that name. @throws CommandException if there is none */
    public Wave wave(String name) {
        return ledger().waves()
                .find(name)
                .or(() -> ledger().waves().list().stream()
                        .filter(wave -> wave.name().equals(name))
                        .findFirst())
                .or(() -> ledger().waves().list().stream()
                        .filter(wave -> isMeant(wave, name))
                        .findFirst())
                .orElseThrow(() -> new CommandException(
                        "There is no wave " + Words.printable(name) + " in the ledger: ./mailmig status lists them."));
    }

    /** Accepts other Unicode forms, as a terminal may send them, and names of waves as older versions wrote them, in ASCII. */
    private static boolean isMeant(Wave wave, String name) {
        String number = wave.id().substring(wave.id().lastIndexOf('-') + 1);
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(wave.id(), Normalizer.Form.NFC))
                || name.equals(WaveName.ascii(wave.name()) + "-" + number);
    }

    @Override
    public void close() {
        context.stop();
    }
}
