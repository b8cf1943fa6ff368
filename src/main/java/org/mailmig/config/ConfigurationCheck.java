// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.mailmig.error.PermanentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every key that has a format before anything starts, so that a mistake is reported at once and not by the first account. Called by
 * the command line before its context starts, and in a host as soon as a component of mailmig starts.
 */
public final class ConfigurationCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
    private static final String CHECKED = "mailmigConfigurationChecked";

    private ConfigurationCheck() {}

    /**
     * Checks a context once: all problems are in one exception, and unknown keys are logged.
     *
     * @param servers whether mailboxes are migrated here, so that a source and a target must be configured
     * @throws PermanentException with one sentence for each key
     */
    public static synchronized void atStart(CamelContext context, boolean servers) {
        Boolean checked = context.getRegistry().lookupByNameAndType(CHECKED, Boolean.class);
        if (checked != null && (checked || !servers)) {
            return;
        }
        Settings settings = Settings.of(context);
        List<String> problems = new ArrayList<>(servers ? missing(settings) : List.of());
        problems.addAll(problems(context));
        if (!problems.isEmpty()) {
            throw new PermanentException("Nothing was started: " + String.join(" ", problems));
        }
        if (checked == null) {
            warnUnknown(context, settings);
        }
        context.getRegistry().bind(CHECKED, servers);
    }

    private static void warnUnknown(CamelContext context, Settings settings) {
        ConfigurationKeys keys = keys(settings);
        written(context).stream().map(keys::unknown).flatMap(Optional::stream).forEach(text -> LOG.warn("{}", text));
    }

    private static ConfigurationKeys keys(Settings settings) {
        return ConfigurationKeys.of(settings.find("mailmig.servers").orElse(""));
    }

    /** Nothing is missing while no server is configured: routes whose endpoints are mocked in a test need none. */
    private static List<String> missing(Settings settings) {
        Set<String> servers = servers(settings);
        if (servers.stream().noneMatch(server -> isSet(settings, "mailmig." + server + ".uri"))) {
            LOG.warn("Neither mailmig.source.uri nor mailmig.target.uri is set: no account can be moved.");
            return servers.size() == 2 ? List.of() : missing(settings, servers);
        }
        return missing(settings, servers);
    }

    /** Rows may name their servers: if there are others, source and target need not be configured. */
    private static List<String> missing(Settings settings, Set<String> servers) {
        return servers.stream()
                .filter(server ->
                        servers.size() == 2 || !List.of("source", "target").contains(server))
                .map(server -> "mailmig." + server + ".uri")
                .filter(key -> !isSet(settings, key))
                .map(key -> "Configuration key " + key + " is not set: write the server's address, for example " + key
                        + " = imaps://mail.example:993.")
                .toList();
    }

    /** A key that cannot be resolved is reported by {@link #problems}. */
    private static boolean isSet(Settings settings, String key) {
        try {
            return settings.find(key).isPresent();
        } catch (PermanentException e) {
            return true;
        }
    }

    /** The keys of mailmig that are set, as far as the context's sources can list theirs. */
    private static Set<String> written(CamelContext context) {
        return new TreeSet<>(context.getPropertiesComponent()
                .loadProperties(key -> key.startsWith("mailmig."))
                .stringPropertyNames());
    }

    /** One sentence for each key whose value has the wrong format. */
    public static List<String> problems(CamelContext context) {
        Settings settings = Settings.of(context);
        ValueFormats formats = new ValueFormats(settings);
        List<String> problems = new ArrayList<>();
        for (String key : keys(settings).all()) {
            KeyTable.find(key).ifPresent(row -> read(problems, key, settings, name -> formats.check(name, row)));
        }
        read(problems, "mailmig.accounts.uri", settings, key -> formats.checkQueueOptions());
        for (String key : written(context)) {
            read(problems, key, settings, settings::find);
        }
        problems.addAll(LoginSecretCheck.problems(settings, servers(settings)));
        return problems.stream().distinct().sorted().toList();
    }

    private static Set<String> servers(Settings settings) {
        Set<String> servers = new LinkedHashSet<>(List.of("source", "target"));
        for (String name : settings.find("mailmig.servers").orElse("").split(",")) {
            if (!name.isBlank()) {
                servers.add(name.trim());
            }
        }
        return servers;
    }

    private static void read(List<String> problems, String key, Settings settings, Consumer<String> form) {
        try {
            if (settings.find(key).isPresent()) {
                form.accept(key);
            }
        } catch (PermanentException e) {
            problems.add(e.getMessage());
        }
    }
}
