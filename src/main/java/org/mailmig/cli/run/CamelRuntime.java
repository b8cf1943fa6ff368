// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.mailmig.Progress;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;
import org.mailmig.config.ConfigurationCheck;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.line.Feeder;

/** Runs the shipped routes in a camel-main context of this process. */
public final class CamelRuntime implements AutoCloseable {
    private static final int STOP_SECONDS = 8;
    private final Main main;

    private CamelRuntime(Main main) {
        this.main = main;
    }

    /**
     * Starts the named route files ({@code *}: all).
     *
     * @throws CommandException in one sentence, if the context does not start
     */
    public static CamelRuntime start(Configuration configuration, List<String> routes, Progress progress) {
        InstallDir home = InstallDir.find();
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setInitialProperties(configuration.files());
        Properties options = new Properties();
        options.putAll(configuration.options());
        main.setOverrideProperties(options);
        main.configure()
                .withName("mailmig")
                .withAutoConfigurationLogSummary(false) // it would print values, and masks only names that it knows
                .withShutdownTimeout(STOP_SECONDS)
                .withShutdownNowOnTimeout(true)
                .withShutdownLogInflightExchangesOnTimeout(false);
        main.bind("mailmigProgress", progress);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                OpenLedger.withoutEnvironment(starting.getCamelContext());
            }
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) { // properties are known, routes not yet
                try {
                    ConfigurationCheck.atStart(starting.getCamelContext(), true);
                } catch (PermanentException e) {
                    throw new CommandException(e.getMessage(), e);
                }
            }
        });
        main.addMainListener(new ShippedRoutes(routes.stream().map(home::routes).toList()));
        try {
            main.start();
        } catch (Exception e) {
            stop(main);
            throw failure(e);
        }
        return new CamelRuntime(main);
    }

    private static RuntimeException failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StopException || cause instanceof CommandException) {
                return (RuntimeException) cause;
            }
        }
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new CommandException(
                "The routes cannot be started: " + deepest.getMessage() + " (the log file has the details).", e);
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public Ledger ledger() {
        return Ledger.of(context());
    }

    /** Leaves synced accounts whose time has come to {@code serve}: this process ends with its wave. Before {@link #feed}. */
    public void leaveDue() {
        context().getRegistry().findByType(Feeder.class).forEach(Feeder::leaveDue);
    }

    /** Queues waiting accounts now and from now on. */
    public void feed() {
        try {
            context().getRouteController().startRoute("mailmig-feeder");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        try (ProducerTemplate to = context().createProducerTemplate()) {
            to.sendBody("direct:mailmig-feed", null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops running copies at their next batch and starts no queued account; returns within ten seconds. */
    @Override
    public void close() {
        stop(main);
    }

    private static void stop(Main main) {
        try {
            main.stop();
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(CamelRuntime.class).warn("The context did not stop cleanly", e);
        }
    }

    /** The key that makes the feeder wait until {@link #feed}. */
    public static Map<String, String> feederWaits() {
        return Map.of("mailmig.feeder.enabled", "false");
    }

    /** Keys that keep the drop folder closed and make the feeder wait until the command starts them. */
    public static Map<String, String> byHand() {
        return Map.of("mailmig.intake.enabled", "false", "mailmig.feeder.enabled", "false");
    }
}
